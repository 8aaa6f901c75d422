using System.Globalization;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>Adaptations as texts.</summary>
internal static class AdaptationText
{
    private const string Forms = "all, head, top:N, bitfit, lora:RANK, adapters:SIZE, prefix:LENGTH, prompt:LENGTH or ia3, each with +decay:FACTOR, +unfreeze or +probe:EPOCHS where wanted";

    /// <exception cref="FormatException">The text is none of the forms.</exception>
    public static Adaptation Parse(string text)
    {
        var parts = text.Split('+');
        try
        {
            var adaptation = Method(parts[0]);
            foreach (var part in parts[1..])
                adaptation = Modify(adaptation, part);
            return adaptation;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or InvalidOperationException)
        {
            throw new FormatException($"'{text}' is no adaptation: expected {Forms}. {e.Message}", e);
        }
    }

    public static string Write(Adaptation adaptation)
    {
        var text = adaptation.Method.Text;
        if (adaptation.LayerDecay != 1f)
            text += $"+decay:{Write(adaptation.LayerDecay)}";
        if (adaptation.UnfreezesGradually)
            text += "+unfreeze";
        return adaptation.ProbeEpochs > 0 ? string.Create(CultureInfo.InvariantCulture, $"{text}+probe:{adaptation.ProbeEpochs}") : text;
    }

    /// <summary>Without the + of large exponents, which separates parts.</summary>
    public static string Write(float number) => number.ToString(CultureInfo.InvariantCulture).Replace("+", "", StringComparison.Ordinal);

    private static Adaptation Method(string text) => text.Split(':') switch
    {
        ["all"] => Adaptation.Full,
        ["head"] => Adaptation.HeadOnly,
        ["bitfit"] => Adaptation.BitFit,
        ["ia3"] => Adaptation.Scaling,
        ["top", var count] => Adaptation.Top(Whole(count)),
        ["adapters"] => Adaptation.Bottleneck(),
        ["adapters", var size] => Adaptation.Bottleneck(Whole(size)),
        ["prefix"] => Adaptation.Prefix(),
        ["prefix", var length] => Adaptation.Prefix(Whole(length)),
        ["prompt"] => Adaptation.Prompt(),
        ["prompt", var length] => Adaptation.Prompt(Whole(length)),
        ["lora"] => Adaptation.LowRank(),
        ["lora", var rank, .. var settings] => LowRank(Whole(rank), settings),
        _ => throw new FormatException($"'{text}' is not known."),
    };

    private static Adaptation LowRank(int rank, string[] settings)
    {
        var (alpha, dropout, targets) = (LowRankUpdates.DefaultAlpha, 0f, LowRankUpdates.DefaultTargets);
        foreach (var setting in settings)
        {
            switch (setting.Split('='))
            {
                case ["alpha", var value]:
                    alpha = Number(value);
                    break;
                case ["dropout", var value]:
                    dropout = Number(value);
                    break;
                case ["targets", var value]:
                    targets = value;
                    break;
                default:
                    throw new FormatException($"LoRA has no '{setting}': expected alpha=X, dropout=X or targets=PATTERNS.");
            }
        }
        return Adaptation.LowRank(rank, alpha, dropout, targets);
    }

    private static Adaptation Modify(Adaptation adaptation, string text) => text.Split(':') switch
    {
        ["decay", var factor] => adaptation.WithLayerDecay(Number(factor)),
        ["unfreeze"] => adaptation.WithGradualUnfreezing(),
        ["probe"] => adaptation.AfterProbe(),
        ["probe", var epochs] => adaptation.AfterProbe(Whole(epochs)),
        _ => throw new FormatException($"'+{text}' is not known."),
    };

    private static int Whole(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static float Number(string text) => float.Parse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture);
}
