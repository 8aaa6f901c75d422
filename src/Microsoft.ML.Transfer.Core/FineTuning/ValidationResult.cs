namespace Microsoft.ML.Transfer;

/// <summary>How examples that were kept out of the training are predicted.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Metric">What <paramref name="Value"/> is, such as <c>accuracy</c>.</param>
/// <param name="Value">The metric by which the best epoch is chosen: the higher, the better.</param>
public sealed record ValidationResult(double Loss, string Metric, double Value)
{
    /// <summary>In a few words.</summary>
    public override string ToString() => FormattableString.Invariant($"loss {Loss:F4}, {Metric} {Value:F4}");

    /// <summary>Whether this is a better result: a higher metric, or where it is equal a lower loss.</summary>
    internal bool IsBetterThan(ValidationResult? other) => other is null || Value > other.Value || (Value == other.Value && Loss < other.Loss);
}
