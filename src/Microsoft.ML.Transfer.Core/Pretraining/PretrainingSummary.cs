namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>How a pre-training went.</summary>
/// <param name="Curve">The losses on the way.</param>
/// <param name="Steps">How many steps were taken.</param>
/// <param name="Tokens">How many tokens were read.</param>
/// <param name="Operations">How many floating-point operations that took, as <see cref="ComputeCost"/> counts them.</param>
/// <param name="Duration">How long it took, without interruptions.</param>
public sealed record PretrainingSummary(IReadOnlyList<CurvePoint> Curve, int Steps, long Tokens, double Operations, TimeSpan Duration)
{
    /// <summary>The energy that it took, in watt-hours.</summary>
    /// <param name="watts">What the machine draws while it computes.</param>
    public double WattHours(double watts) => Duration.TotalHours * watts;

    /// <summary>What it cost.</summary>
    /// <param name="pricePerHour">What an hour of the machine costs, in any currency.</param>
    public double Cost(double pricePerHour) => Duration.TotalHours * pricePerHour;

    /// <summary>The texts that are not trained on, before; null where there are none.</summary>
    public LanguageModelScore? Before { get; init; }

    /// <summary>The texts that are not trained on, after.</summary>
    public LanguageModelScore? After { get; init; }
}
