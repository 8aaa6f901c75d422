using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>The classes of texts, or of pairs of texts, as one of several tasks: a label column of keys; rows whose key is missing are not trained on.</summary>
public sealed record TextClassificationColumns : SequenceTaskColumns
{
    /// <param name="name">The name of the task, from which those of its columns follow.</param>
    /// <exception cref="ArgumentOutOfRangeException">The name is empty.</exception>
    public TextClassificationColumns(string name)
        : base(name) => PredictedLabelColumnName = "Predicted" + name;

    /// <summary>The column of the predicted label to add; <c>Predicted</c> and the task's name by default.</summary>
    public string PredictedLabelColumnName { get; init; }

    /// <inheritdoc/>
    internal override IEnumerable<(string Property, string? Column)> Columns => [.. base.Columns, (nameof(PredictedLabelColumnName), PredictedLabelColumnName)];

    /// <inheritdoc/>
    internal override IEnumerable<string> Added => [ScoreColumnName, PredictedLabelColumnName];

    private FineTuneTextClassificationOptions Options => Fill(new FineTuneTextClassificationOptions { PredictedLabelColumnName = PredictedLabelColumnName });

    /// <inheritdoc/>
    internal override SchemaShape AddTo(IHost host, SchemaShape input) => ClassificationShape.Add(host, input, Options);

    /// <inheritdoc/>
    internal override StageTask Read(IHost host, IChannel channel, IDataView input, IDataView? validation, bool isShared)
    {
        var options = Options;
        var label = SequenceColumns.FindLabel(host, input.Schema, nameof(input), options);
        var keys = LabelKeys.Of(host, label);
        var (examples, missing) = LabelledRows.Read(host, input, options, keys);
        LabelledRows.RequireTwoClasses(host, examples, missing, label.Name, keys);
        if (missing > 0)
            channel.Warning(MessageSensitivity.None, FormattableString.Invariant($"{missing} rows have no label in the column '{label.Name}' and are not trained on."));
        var task = new ClassificationTask(Name, examples, keys.Count)
        {
            ClassNames = keys.Names,
            Validation = validation is null ? null : LabelledRows.ReadValidation(host, validation, options, keys),
        };
        return new StageTask(task, examples.Count, (environment, model, common) => new FineTunedTextClassificationTransformer(
            environment, model.Classifiers[Name], keys, options with { Threads = common.Threads, CancellationToken = common.CancellationToken }));
    }
}
