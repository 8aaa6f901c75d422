using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>What is to be learned of texts as a whole.</summary>
/// <typeparam name="TExample">A text, or a pair of texts, with what is to be predicted for it.</typeparam>
/// <param name="Loss">What the scores are held against.</param>
/// <param name="TextOf">The text, and the second one of a pair.</param>
/// <param name="Read">An example of its tokens; the last argument says whether it is trained on, or kept out to be predicted.</param>
/// <param name="Measure">How well scores, [examples, scores], predict the examples.</param>
internal sealed record SequenceGoal<TExample>(
    HeadLoss Loss,
    Func<TExample, (string? Text, string? Pair)> TextOf,
    Func<TExample, TextWindow, bool, SequenceExample> Read,
    Func<float[], IReadOnlyList<SequenceExample>, ValidationResult> Measure)
{
    /// <summary>For a loss of one class: how much of the target goes to all classes alike.</summary>
    public float LabelSmoothing { get; init; }

    /// <summary>For a loss of one class: a weight for each class; empty where all count alike.</summary>
    public ReadOnlyMemory<float> ClassWeights { get; init; }

    /// <summary>What <see cref="Measure"/> depends on beside scores and examples, by which a training that was broken off is known again.</summary>
    public string MeasureSettings { get; init; } = "";
}
