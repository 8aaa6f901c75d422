namespace Microsoft.ML.Transfer;

/// <summary>The classes of the words of texts, as one of several tasks.</summary>
/// <param name="Name">Its name; each task has another.</param>
/// <param name="Examples">What to learn from, with words of at least two classes.</param>
/// <param name="ClassNames">The name of each class, at least two.</param>
public sealed record TokenClassificationTask(string Name, IReadOnlyList<TaggedWords> Examples, IReadOnlyList<string> ClassNames) : JointTask(Name)
{
    /// <summary>Examples that are not trained on, by which the best epoch is chosen; where null, <see cref="FineTuningOptions.ValidationShare"/> of <see cref="Examples"/>.</summary>
    public IReadOnlyList<TaggedWords>? Validation { get; init; }

    /// <summary>Which tokens of a word learn its label.</summary>
    public LabeledPieces Pieces { get; init; }

    /// <inheritdoc/>
    internal override TunedHead Head => TokenModel.Head(ClassNames.Count);

    /// <inheritdoc/>
    internal override void Check(string parameter) => TokenClassifier.Check(Examples, Validation, ClassNames, Pieces, parameter);

    /// <inheritdoc/>
    internal override SharedTask Prepare(TunedModel model, FineTuningOptions options, ulong seed, CancellationToken cancellation)
    {
        var tokens = TokenModel.Create(model, ClassNames, options.MaximumLength, TokenModel.DefaultOf(ClassNames) ?? TokenClassifier.MostFrequent(Examples, ClassNames));
        var prepared = TokenClassifier.Prepare(tokens, Examples, Validation, Pieces, seed, options, cancellation);
        return SharedTask.Of(prepared, new SavedHead(Name, TokenModel.TaskName, ClassNames.Count, ClassNames) { DefaultClass = tokens.DefaultClass });
    }
}
