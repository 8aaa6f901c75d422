using System.Globalization;
using System.Text;
using Microsoft.ML.Transfer.Forgetting;
using Microsoft.ML.Transfer.Pretraining;

namespace Microsoft.ML.Transfer.DomainAdaptation;

/// <summary>What an adaptation gained in the domain, what it forgot outside, and how far each part of the model went for it.</summary>
/// <param name="Training">How the training went.</param>
/// <param name="Movement">How far each part went from where the training began, which is the checkpoint, with a vector for each new word.</param>
public sealed record DomainAdaptationReport(PretrainingSummary Training, ForgettingReport Movement)
{
    /// <summary>How many texts of the domain were trained on.</summary>
    public int Texts { get; init; }

    /// <summary>How many general texts were trained on beside them.</summary>
    public int GeneralTexts { get; init; }

    /// <summary>The texts of the domain that were not trained on, as the checkpoint predicts them; null where there are none.</summary>
    public MaskedWordScore? DomainBefore { get; init; }

    /// <summary>The same words as they are predicted now.</summary>
    public MaskedWordScore? DomainAfter { get; init; }

    /// <summary>General texts that were not trained on, as the checkpoint predicts them; null where none were given.</summary>
    public MaskedWordScore? GeneralBefore { get; init; }

    /// <summary>The same words as they are predicted now.</summary>
    public MaskedWordScore? GeneralAfter { get; init; }

    /// <summary>The words that the vocabulary was extended by, the most frequent first.</summary>
    public IReadOnlyList<string> NewWords { get; init; } = [];

    /// <summary>How many tokens the vocabulary was extended by: as many as words, or more where it joins two tokens at a time.</summary>
    public int NewTokens { get; init; }

    /// <summary>Whether the checkpoint had no head for masked tokens, so that it got a new one. What was predicted before says nothing of the checkpoint then.</summary>
    public bool HasNewHead { get; init; }

    /// <summary>As plain text.</summary>
    public override string ToString() => Write("\n", Movement.ToString());

    /// <summary>In Markdown, for a model card.</summary>
    public string ToMarkdown() => Write("\n\n", Movement.ToMarkdown());

    private string Write(string separator, string movement)
    {
        var text = new StringBuilder();
        Line($"Read {Training.Tokens} tokens in {Training.Steps} steps and {Training.Duration:hh\\:mm\\:ss}: {Texts} texts of the domain{(GeneralTexts > 0 ? string.Create(CultureInfo.InvariantCulture, $" and {GeneralTexts} general ones") : "")}.");
        if (HasNewHead)
            Line($"The checkpoint had no head for masked tokens: a new one was trained, and what is predicted before comes from frequencies alone.");
        if (NewWords.Count > 0)
            Line($"The vocabulary grew by {NewWords.Count} words ({NewTokens} tokens): {string.Join(", ", NewWords.Take(MostWords))}{(NewWords.Count > MostWords ? ", …" : "")}.");
        Pair("Domain", DomainBefore, DomainAfter);
        Pair("General texts", GeneralBefore, GeneralAfter);
        return text.Append(movement).ToString();

        void Pair(string name, MaskedWordScore? before, MaskedWordScore? after)
        {
            if (before is null || after is null)
                return;
            Line($"{name} before: {before}.");
            Line($"{name} after: {after}.");
        }

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append(separator);
    }

    private const int MostWords = 20;
}
