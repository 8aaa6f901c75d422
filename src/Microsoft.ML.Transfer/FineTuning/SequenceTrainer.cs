using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>What all trainers of stages over texts as a whole do alike: checking columns, keeping the seed, telling of the progress.</summary>
internal sealed class SequenceTrainer
{
    private readonly FineTuneSequenceOptions _options;

    /// <summary>Prepares training.</summary>
    /// <param name="environment">That of the catalog.</param>
    /// <param name="name">The name of the trainer.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="columns">Columns beside those of all such stages, by the names of their parameters.</param>
    /// <exception cref="ArgumentOutOfRangeException">The name of a column is empty.</exception>
    public SequenceTrainer(IHostEnvironment environment, string name, FineTuneSequenceOptions options, params ReadOnlySpan<(string Parameter, string? Column)> columns)
    {
        SchemaErrors.NonEmpty(options.LabelColumnName, "labelColumnName");
        SchemaErrors.NonEmpty(options.Sentence1ColumnName, "sentence1ColumnName");
        SchemaErrors.NonEmpty(options.ScoreColumnName, "scoreColumnName");
        foreach (var (parameter, column) in columns)
            SchemaErrors.NonEmpty(column, parameter);
        Environment = environment;
        Host = environment.Register(name);
        _options = options;
        // Once, so that each fit of this trainer gives the same model.
        Seed = unchecked((ulong)(options.Seed ?? Host.Rand.Next()));
    }

    /// <summary>The environment of the catalog, for what the trainer makes.</summary>
    public IHostEnvironment Environment { get; }

    /// <summary>The trainer's own.</summary>
    public IHost Host { get; }

    /// <summary>The seed of every fit.</summary>
    public ulong Seed { get; }

    /// <summary>The label column of data that has the text columns too.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or a text column is not of text.</exception>
    public DataViewSchema.Column FindLabel(DataViewSchema schema, string parameter)
    {
        var label = schema.GetColumnOrNull(_options.LabelColumnName) ?? throw SchemaErrors.MissingColumn(Host, parameter, "label", _options.LabelColumnName);
        foreach (var source in SequenceColumns.Sources(_options))
            source.Find(Host, schema);
        return label;
    }

    /// <summary>Trains a model, telling the log of it.</summary>
    /// <param name="channel">Where the log goes.</param>
    /// <param name="goal">What is learned, such as <c>to 3 classes</c>.</param>
    /// <param name="rows">The number of rows that are trained on.</param>
    /// <param name="train">Trains with options by which the log is told.</param>
    /// <param name="noticeOf">What the user should know about the model, or null.</param>
    public TModel Train<TModel>(IChannel channel, string goal, int rows, Func<FineTuningOptions, TModel> train, Func<TModel, string?> noticeOf)
    {
        channel.Info(MessageSensitivity.None, FormattableString.Invariant(
            $"Fine-tuning {_options.Model} ({_options.Adaptation}) {goal} on {rows} rows, {_options.Epochs} epochs in batches of {_options.BatchSize}, seed {Seed}."));
        var model = train(new TrainingLog(channel, TimeProvider.System).Follow(_options));
        if (noticeOf(model) is { } notice)
            channel.Warning(MessageSensitivity.None, notice);
        return model;
    }
}
