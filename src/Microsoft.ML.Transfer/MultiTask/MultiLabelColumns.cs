using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Any number of labels for each text, or pair of texts, as one of several tasks: a label column that is a vector of keys, or of indicators. A row with none has none of the labels; rows of which
/// nothing is known belong into data of their own, see <see cref="FineTunedMultiTaskTrainer.Fit(IReadOnlyDictionary{string, IDataView}, IReadOnlyDictionary{string, IDataView})"/>.
/// </summary>
public sealed record MultiLabelColumns : SequenceTaskColumns
{
    /// <param name="name">The name of the task, from which those of its columns follow.</param>
    /// <exception cref="ArgumentOutOfRangeException">The name is empty.</exception>
    public MultiLabelColumns(string name)
        : base(name) => PredictedLabelColumnName = "Predicted" + name;

    /// <summary>The column of the predicted labels to add; <c>Predicted</c> and the task's name by default.</summary>
    public string PredictedLabelColumnName { get; init; }

    /// <summary>The probability from which a label is predicted, above 0 and below 1; 0.5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public float Threshold
    {
        get;
        init => field = new FineTuneMultiLabelClassificationOptions { Threshold = value }.Threshold;
    } = MultiLabelClassifier.DefaultThreshold;

    /// <inheritdoc/>
    internal override IEnumerable<(string Property, string? Column)> Columns => [.. base.Columns, (nameof(PredictedLabelColumnName), PredictedLabelColumnName)];

    /// <inheritdoc/>
    internal override IEnumerable<string> Added => [ScoreColumnName, PredictedLabelColumnName];

    private FineTuneMultiLabelClassificationOptions Options => Fill(new FineTuneMultiLabelClassificationOptions { PredictedLabelColumnName = PredictedLabelColumnName, Threshold = Threshold });

    /// <inheritdoc/>
    internal override SchemaShape AddTo(IHost host, SchemaShape input) => LabelSets.AddColumns(host, input, Options);

    /// <inheritdoc/>
    internal override StageTask Read(IHost host, IChannel channel, IDataView input, IDataView? validation, bool isShared)
    {
        var options = Options;
        var (labels, examples, keptOut) = MultiLabelRows.Read(host, channel, input, validation, options);
        var task = new MultiLabelTask(Name, examples, labels.Keys.Count) { LabelNames = labels.Keys.Names, Threshold = Threshold, Validation = keptOut };
        return new StageTask(task, examples.Count, (environment, model, common) => new FineTunedMultiLabelClassificationTransformer(
            environment, model.MultiLabelClassifiers[Name], labels, options with { Threads = common.Threads, CancellationToken = common.CancellationToken }));
    }
}
