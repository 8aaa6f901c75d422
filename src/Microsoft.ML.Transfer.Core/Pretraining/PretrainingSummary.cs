namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>How a pre-training went.</summary>
/// <param name="Curve">The losses on the way.</param>
/// <param name="Steps">How many steps were taken.</param>
/// <param name="Tokens">How many tokens were read.</param>
/// <param name="Operations">How many floating-point operations that took, as <see cref="ComputeCost"/> counts them.</param>
/// <param name="Duration">How long it took, without interruptions.</param>
public sealed record PretrainingSummary(IReadOnlyList<CurvePoint> Curve, int Steps, long Tokens, double Operations, TimeSpan Duration)
{
    /// <summary>The texts that are not trained on, before; null where there are none.</summary>
    public MaskedTokenScore? Before { get; init; }

    /// <summary>The texts that are not trained on, after.</summary>
    public MaskedTokenScore? After { get; init; }
}
