namespace Microsoft.ML.Transfer;

/// <summary>One of several tasks that are trained together: the classes of texts, or of pairs of texts.</summary>
/// <param name="Name">Its name; each task has another.</param>
/// <param name="Examples">What to learn from, of at least two classes.</param>
/// <param name="ClassCount">The number of classes, at least 2.</param>
public sealed record ClassificationTask(string Name, IReadOnlyList<ClassifiedText> Examples, int ClassCount)
{
    /// <summary>Examples that are not trained on, by which the best epoch is chosen; where null, <see cref="FineTuningOptions.ValidationShare"/> of <see cref="Examples"/>.</summary>
    public IReadOnlyList<ClassifiedText>? Validation { get; init; }
}
