using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>How the layers of an encoder are probed. Immutable; change a copy with <c>with</c>.</summary>
public sealed record LayerProbingOptions
{
    /// <summary>Which layers and vectors are probed, and where these are kept.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public ExtractionOptions Extraction
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value), $"{nameof(Extraction)} must not be null.");
    } = new();

    /// <summary>The probe; logistic regression when null.</summary>
    public IProbe? Probe { get; init; }

    /// <summary>How many folds the data are dealt into; 5 when not set. Each row is scored by a probe that was trained on the other folds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 2.</exception>
    public int Folds
    {
        get;
        init
        {
            OptionRange.Require(value, value >= 2, "Folds must be at least 2.", nameof(Folds));
            field = value;
        }
    } = 5;

    /// <summary>What is measured beside the accuracy; everything when not set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value has a bit that stands for nothing.</exception>
    public TrustMeasures Measures
    {
        get;
        init
        {
            OptionRange.Require(value, (value & ~TrustMeasures.All) == TrustMeasures.None, "Measures must be made of the values of TrustMeasures.", nameof(Measures));
            field = value;
        }
    } = TrustMeasures.All;

    /// <summary>Where the folds, the labels of the control task, random weights and the intervals come from; 1 when not set.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many threads train probes; as many as there are processors when null. The results do not depend on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int? Threads
    {
        get;
        init
        {
            OptionRange.Require(value, value is null or >= 1, "Threads must be at least 1.", nameof(Threads));
            field = value;
        }
    }

    /// <summary>Told before each step; null for nobody.</summary>
    public Action<ProbingProgress>? Progress { get; init; }
}
