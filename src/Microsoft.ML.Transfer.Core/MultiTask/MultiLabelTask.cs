namespace Microsoft.ML.Transfer;

/// <summary>Any number of labels for each text, or pair of texts, as one of several tasks.</summary>
/// <param name="Name">Its name; each task has another.</param>
/// <param name="Examples">What to learn from, with at least one label.</param>
/// <param name="LabelCount">The number of labels, at least 1.</param>
public sealed record MultiLabelTask(string Name, IReadOnlyList<MultiLabelText> Examples, int LabelCount) : JointTask(Name)
{
    /// <summary>Examples that are not trained on, by which the best epoch is chosen; where null, <see cref="FineTuningOptions.ValidationShare"/> of <see cref="Examples"/>.</summary>
    public IReadOnlyList<MultiLabelText>? Validation { get; init; }

    /// <summary>What the labels are called, one for each; empty where they have no names.</summary>
    public IReadOnlyList<string> LabelNames { get; init; } = [];

    /// <summary>The probability from which a label is predicted in <see cref="Validation"/>, above 0 and below 1.</summary>
    public float Threshold { get; init; } = MultiLabelClassifier.DefaultThreshold;

    /// <inheritdoc/>
    internal override TunedHead Head => MultiLabelClassifier.Head(LabelCount);

    /// <inheritdoc/>
    internal override void Check(string parameter)
    {
        if (LabelCount < 1)
            throw new ArgumentException($"There are {LabelCount} labels; at least one is needed.", parameter);
        if (LabelNames.Count > 0 && LabelNames.Count != LabelCount)
            throw new ArgumentException($"Expected a name for each of the {LabelCount} labels; got {LabelNames.Count}.", parameter);
        MultiLabelClassifier.Check(Examples, Validation, LabelCount, Threshold, parameter);
    }

    /// <inheritdoc/>
    internal override SharedTask Prepare(TunedModel model, FineTuningOptions options, ulong seed, CancellationToken cancellation)
    {
        var prepared = SequenceTraining.Prepare(SequenceModel.Create(model, options.MaximumLength), Examples, Validation, seed, options, (_, _) => MultiLabelClassifier.Goal(LabelCount, Threshold, options));
        return SharedTask.Of(prepared, new SavedHead(Name, MultiLabelClassifier.TaskName, LabelCount, LabelNames));
    }
}
