using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>
/// The classes of the words of texts as one of several tasks: a label column that is a vector of keys, one for each word. Where tasks share rows, those without any label are not trained on.
/// </summary>
public sealed record TokenClassificationColumns : TaskColumns
{
    /// <param name="name">The name of the task, from which those of its columns follow.</param>
    /// <exception cref="ArgumentOutOfRangeException">The name is empty.</exception>
    public TokenClassificationColumns(string name)
        : base(name) => PredictedLabelColumnName = "Predicted" + name;

    /// <summary>The column of the words: a vector of texts, or a text that is divided at white space.</summary>
    public string WordsColumnName { get; init; } = "Sentence";

    /// <summary>The column of the predicted labels to add; <c>Predicted</c> and the task's name by default.</summary>
    public string PredictedLabelColumnName { get; init; }

    /// <summary>Which tokens learn the label of a word that the tokenizer divides.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such choice.</exception>
    public LabeledPieces LabeledPieces
    {
        get;
        init => field = new FineTuneTokenClassificationOptions { LabeledPieces = value }.LabeledPieces;
    }

    /// <inheritdoc/>
    internal override IEnumerable<(string Property, string? Column)> Columns =>
        [.. base.Columns, (nameof(WordsColumnName), WordsColumnName), (nameof(PredictedLabelColumnName), PredictedLabelColumnName)];

    /// <inheritdoc/>
    internal override IEnumerable<string> Added => [ScoreColumnName, PredictedLabelColumnName];

    private FineTuneTokenClassificationOptions Options => new()
    {
        LabelColumnName = LabelColumnName,
        WordsColumnName = WordsColumnName,
        ScoreColumnName = ScoreColumnName,
        PredictedLabelColumnName = PredictedLabelColumnName,
        LabeledPieces = LabeledPieces,
    };

    /// <inheritdoc/>
    internal override SchemaShape AddTo(IHost host, SchemaShape input) => TokenClassificationShape.Add(host, new MLContext().Transforms, input, Options);

    /// <inheritdoc/>
    internal override StageTask Read(IHost host, IChannel channel, IDataView input, IDataView? validation, bool isShared)
    {
        var options = Options;
        var (keys, examples, keptOut) = TaggedRows.Read(host, channel, input, validation, options, skipsMissing: isShared);
        var task = new TokenClassificationTask(Name, examples, keys.Names) { Validation = keptOut, Pieces = LabeledPieces };
        return new StageTask(task, examples.Count, (environment, model, common) => new FineTunedTokenClassificationTransformer(
            environment, model.TokenClassifiers[Name], keys, options with { Threads = common.Threads, CancellationToken = common.CancellationToken }));
    }
}
