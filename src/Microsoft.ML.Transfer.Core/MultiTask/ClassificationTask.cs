namespace Microsoft.ML.Transfer;

/// <summary>The classes of texts, or of pairs of texts, as one of several tasks.</summary>
/// <param name="Name">Its name; each task has another.</param>
/// <param name="Examples">What to learn from, of at least two classes.</param>
/// <param name="ClassCount">The number of classes, at least 2.</param>
public sealed record ClassificationTask(string Name, IReadOnlyList<ClassifiedText> Examples, int ClassCount) : JointTask(Name)
{
    /// <summary>Examples that are not trained on, by which the best epoch is chosen; where null, <see cref="FineTuningOptions.ValidationShare"/> of <see cref="Examples"/>.</summary>
    public IReadOnlyList<ClassifiedText>? Validation { get; init; }

    /// <summary>What the classes are called, one for each; empty where they have no names.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <inheritdoc/>
    internal override TunedHead Head => TextClassifier.Head(ClassCount);

    /// <inheritdoc/>
    internal override void Check(string parameter)
    {
        if (ClassCount < 2)
            throw new ArgumentException($"{ClassCount} class(es) were given; a classifier needs at least two.", parameter);
        if (ClassNames.Count > 0 && ClassNames.Count != ClassCount)
            throw new ArgumentException($"Expected a name for each of the {ClassCount} classes; got {ClassNames.Count}.", parameter);
        TextClassifier.Check(Examples, Validation, ClassCount, parameter);
    }

    /// <inheritdoc/>
    internal override SharedTask Prepare(TunedModel model, FineTuningOptions options, ulong seed, CancellationToken cancellation)
    {
        var prepared = SequenceTraining.Prepare(SequenceModel.Create(model, options.MaximumLength), Examples, Validation, seed, options, (_, training) => TextClassifier.Goal(training, ClassCount, options));
        return SharedTask.Of(prepared, new SavedHead(Name, TextClassifier.TaskName, ClassCount, ClassNames));
    }
}
