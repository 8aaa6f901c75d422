using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>What the trainers of stages do alike: checking the names of columns, keeping the seed, telling of the progress.</summary>
internal class StageTrainer
{
    private readonly FineTuneOptions _options;

    /// <summary>Prepares training.</summary>
    /// <param name="environment">That of the catalog.</param>
    /// <param name="name">The name of the trainer.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="columns">The columns, by the names of their parameters.</param>
    /// <exception cref="ArgumentOutOfRangeException">The name of a column is empty.</exception>
    public StageTrainer(IHostEnvironment environment, string name, FineTuneOptions options, params ReadOnlySpan<(string Parameter, string? Column)> columns)
    {
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

    /// <summary>Trains a model, telling the log of it.</summary>
    /// <param name="channel">Where the log goes.</param>
    /// <param name="goal">What is learned and of how much, such as <c>to 3 classes on 40 rows</c>.</param>
    /// <param name="train">Trains with options by which the log is told.</param>
    /// <param name="noticeOf">What the user should know about the model, or null.</param>
    public TModel Train<TModel>(IChannel channel, string goal, Func<FineTuningOptions, TModel> train, Func<TModel, string?> noticeOf)
    {
        channel.Info(MessageSensitivity.None, FormattableString.Invariant(
            $"Fine-tuning {_options.Model} ({_options.Adaptation}) {goal}, {_options.Epochs} epochs in batches of {_options.BatchSize}, seed {Seed}."));
        var model = train(new TrainingLog(channel, TimeProvider.System).Follow(_options));
        if (noticeOf(model) is { } notice)
            channel.Warning(MessageSensitivity.None, notice);
        return model;
    }
}
