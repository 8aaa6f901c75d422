using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>How <see cref="StructuralProbing"/> trains and measures. The defaults are those of Hewitt and Manning (2019), but for the rank. Immutable; change a copy with <c>with</c>.</summary>
public sealed record StructuralProbingOptions
{
    /// <summary>Which layers are probed, and where their vectors are kept.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public ExtractionOptions Extraction
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value), $"{nameof(Extraction)} must not be null.");
    } = new();

    /// <summary>
    /// The rank of the probe: how many dimensions the vectors are projected to, at most their own. The paper finds that more than 64 to 128 hardly help, even with vectors of 1024 numbers.
    /// </summary>
    public int Rank { get; init; } = 128;

    /// <summary>The most epochs.</summary>
    public int Epochs { get; init; } = 40;

    /// <summary>How many sentences a step is computed from.</summary>
    public int BatchSize { get; init; } = 20;

    /// <summary>The learning rate of Adam at the start. It falls to a tenth after each epoch that does not lower the loss on the sentences that are kept out, and training ends after the third.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Whether an encoder of the same shape with random weights is probed as well.</summary>
    public bool ComparesUntrained { get; init; } = true;

    /// <summary>Where the division of the sentences, the start and the order of the training, random weights and the intervals come from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Told before each step; null for nobody.</summary>
    public Action<ProbingProgress>? Progress { get; init; }

    internal void Check()
    {
        OptionRange.Require(Rank, Rank >= 1, "The probe has a rank of at least 1.");
        OptionRange.Require(Epochs, Epochs >= 1, "A training has at least one epoch.");
        OptionRange.Require(BatchSize, BatchSize >= 1, "A step is computed from at least one sentence.");
        OptionRange.Require(LearningRate, LearningRate > 0 && double.IsFinite(LearningRate), "The learning rate must be above 0.");
    }
}
