using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>How <see cref="EdgeProbing"/> trains. Immutable; change a copy with <c>with</c>.</summary>
public sealed record EdgeProbingOptions
{
    /// <summary>Which layers are mixed, in order, and where their vectors are kept.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public ExtractionOptions Extraction
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value), $"{nameof(Extraction)} must not be null.");
    } = new();

    /// <summary>How many dimensions the vectors of words are projected to, and the hidden layer of the classifier has.</summary>
    public int Width { get; init; } = 256;

    /// <summary>The epochs of each training.</summary>
    public int Epochs { get; init; } = 4;

    /// <summary>How many sentences a step is computed from.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>The learning rate of Adam at the start, from which it falls to 0.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>The probability with which a number of the hidden layer is set to 0 in training, from 0 to below 1.</summary>
    public float Dropout { get; init; } = 0.2f;

    /// <summary>Whether a probe is trained on each number of layers from below, which tells what each layer adds. Without it only all layers together are scored.</summary>
    public bool IsCumulative { get; init; } = true;

    /// <summary>Whether an encoder of the same shape with random weights is probed as well, with all its layers.</summary>
    public bool ComparesUntrained { get; init; } = true;

    /// <summary>Where the division of the sentences, the start and the order of the training, random weights and the intervals come from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Told before each step; null for nobody.</summary>
    public Action<ProbingProgress>? Progress { get; init; }

    internal void Check()
    {
        OptionRange.Require(Width, Width >= 1, "The probe has a width of at least 1.");
        OptionRange.Require(Epochs, Epochs >= 1, "A training has at least one epoch.");
        OptionRange.Require(BatchSize, BatchSize >= 1, "A step is computed from at least one sentence.");
        OptionRange.Require(LearningRate, LearningRate > 0 && double.IsFinite(LearningRate), "The learning rate must be above 0.");
        OptionRange.Require(Dropout, Dropout >= 0 && Dropout < 1, "The probability of dropout must be at least 0 and below 1.");
    }
}
