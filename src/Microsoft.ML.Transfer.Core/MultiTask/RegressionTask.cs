namespace Microsoft.ML.Transfer;

/// <summary>A number for each text, or pair of texts, such as how alike two sentences are, as one of several tasks.</summary>
/// <param name="Name">Its name; each task has another.</param>
/// <param name="Examples">What to learn from, with at least two different numbers, of any scale.</param>
public sealed record RegressionTask(string Name, IReadOnlyList<ScoredText> Examples) : JointTask(Name)
{
    /// <summary>Examples that are not trained on, by which the best epoch is chosen; where null, <see cref="FineTuningOptions.ValidationShare"/> of <see cref="Examples"/>.</summary>
    public IReadOnlyList<ScoredText>? Validation { get; init; }

    /// <inheritdoc/>
    internal override TunedHead Head => TextRegressor.Head;

    /// <inheritdoc/>
    internal override void Check(string parameter) => TextRegressor.Check(Examples, Validation, parameter);

    /// <inheritdoc/>
    internal override SharedTask Prepare(TunedModel model, FineTuningOptions options, ulong seed, CancellationToken cancellation)
    {
        TargetScale scale = default;
        var prepared = SequenceTraining.Prepare(
            SequenceModel.Create(model, options.MaximumLength), Examples, Validation, seed, options,
            (loaded, training) => TextRegressor.Goal(scale = TextRegressor.ScaleOf(loaded, training)));
        return SharedTask.Of(prepared, new SavedHead(Name, TextRegressor.TaskName, ScoreCount: 1, ["LABEL_0"]), () => scale.FoldInto(model));
    }
}
