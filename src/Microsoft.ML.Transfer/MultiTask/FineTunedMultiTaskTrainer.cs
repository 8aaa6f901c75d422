using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>Fine-tunes a pre-trained encoder to several tasks at once, each with a head of its own, so that each learns from the texts of the others too.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
///
/// ###  Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Any of multiclass classification, multi-label classification, regression and classification of words, together |
/// | Is normalization required? | No |
/// | Is caching required? | No |
/// | Input label column data type | Those of the tasks |
/// | Input column data type | Those of the tasks |
/// | Output columns | Those of the tasks, by default `<name>Score` and `Predicted<name>` |
/// | Exportable to ONNX | No |
///
/// A step has examples of one task (Liu et al., 2019); `Sampling` says how often each has its turn. Tasks may share the rows of one data view, where those without a label of a task are
/// not trained on for it, or have data of their own. The best epoch is chosen by the mean of the tasks' metrics. The fitted transformer adds the columns of all tasks and saves the encoder
/// once; the transformers of the single tasks are ordinary ones, that can be used and saved by themselves. The same seed gives the same bits on any number of threads.
///
/// Check the See Also section for links to usage examples.
/// ]]></format>
/// </remarks>
/// <seealso cref="FineTuneMultiTaskCatalog.FineTuneMultiTask(TransformsCatalog, FineTuneMultiTaskOptions)"/>
public sealed class FineTunedMultiTaskTrainer : IEstimator<FineTunedMultiTaskTransformer>
{
    private readonly StageTrainer _trainer;
    private readonly FineTuneMultiTaskOptions _options;

    internal FineTunedMultiTaskTrainer(IHostEnvironment environment, FineTuneMultiTaskOptions options)
    {
        _trainer = new StageTrainer(environment, nameof(FineTunedMultiTaskTrainer), options, [.. options.Tasks.SelectMany(task => task.Columns)]);
        _options = options;
        if (options.Tasks.Count == 0)
            throw _trainer.Host.Process(new ArgumentOutOfRangeException(nameof(options), "There are no tasks; at least one is needed."));
        RequireDistinct(options.Tasks.Select(task => task.Name), "have the name");
        RequireDistinct(options.Tasks.SelectMany(task => task.Added), "add the column");
    }

    /// <summary>Loads the model and trains it on the rows of <paramref name="input"/>, which all tasks share.</summary>
    /// <param name="input">Data with the columns of all tasks.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed, a label is not as it must be, or an option does not suit the model.</exception>
    /// <exception cref="InvalidOperationException">Of one of the tasks there is nothing to learn.</exception>
    /// <exception cref="IOException">The model's files cannot be read.</exception>
    /// <exception cref="InvalidDataException">The model's files are not what they should be.</exception>
    /// <exception cref="NotSupportedException">Models of this family cannot be fine-tuned to one of the tasks, or have no place for the adaptation.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="Training.TrainingDivergedException">A loss was no finite number.</exception>
    public FineTunedMultiTaskTransformer Fit(IDataView input) => Fit(input, validation: null);

    /// <summary>Loads the model and trains it on the rows of <paramref name="input"/>; the weights are kept of the epoch after which <paramref name="validation"/> is predicted best.</summary>
    /// <param name="input">Data with the columns of all tasks.</param>
    /// <param name="validation">Data with the same columns and the same keys that are not trained on; where null, the part of <paramref name="input"/> that the options say.</param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public FineTunedMultiTaskTransformer Fit(IDataView input, IDataView? validation)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Fit(_ => input, _ => validation, isShared: true);
    }

    /// <summary>Loads the model and trains it on data that each task has for itself.</summary>
    /// <param name="inputs">For each task, by its name, data with its columns.</param>
    /// <param name="validation">The same that is not trained on; where null, or for tasks that it leaves out, the part of <paramref name="inputs"/> that the options say.</param>
    /// <exception cref="ArgumentException">The data are not those of the tasks.</exception>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public FineTunedMultiTaskTransformer Fit(IReadOnlyDictionary<string, IDataView> inputs, IReadOnlyDictionary<string, IDataView>? validation = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        string[] names = [.. _options.Tasks.Select(task => task.Name)];
        if (!names.Order(StringComparer.Ordinal).SequenceEqual(inputs.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal))
            throw _trainer.Host.Process(new ArgumentException($"There are data for {string.Join(", ", inputs.Keys)}; the tasks are {string.Join(", ", names)}, and each needs data.", nameof(inputs)));
        if (validation?.Keys.Except(names, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw _trainer.Host.Process(new ArgumentException($"There are validation data for {unknown}; the tasks are {string.Join(", ", names)}.", nameof(validation)));
        return Fit(task => inputs[task], task => validation?.GetValueOrDefault(task), isShared: false);
    }

    /// <summary>The shape of a pipeline's schema after this stage.</summary>
    /// <param name="inputSchema">The shape before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _options.Tasks.Aggregate(inputSchema, (shape, task) => task.AddTo(_trainer.Host, shape));
    }

    private FineTunedMultiTaskTransformer Fit(Func<string, IDataView> inputOf, Func<string, IDataView?> validationOf, bool isShared)
    {
        using var channel = _trainer.Host.Start("Training");
        StageTask[] tasks = [.. _options.Tasks.Select(task => task.Read(_trainer.Host, channel, inputOf(task.Name), validationOf(task.Name), isShared))];
        var model = _trainer.Train(
            channel, FormattableString.Invariant($"to {tasks.Length} tasks ({string.Join(", ", tasks.Select(task => FormattableString.Invariant($"{task.Task.Name} on {task.RowCount} rows")))})"),
            options => MultiTaskTraining.Train(
                _options.Model, [.. tasks.Select(task => task.Task)], _trainer.Seed, new MultiTaskOptions(options) { Sampling = _options.Sampling }, _options.Hub, _options.CancellationToken),
            trained => trained.Notice);
        return new FineTunedMultiTaskTransformer(_trainer.Environment, model, tasks.Select(task => (task.Task.Name, task.Transformer(_trainer.Environment, model, _options))));
    }

    private void RequireDistinct(IEnumerable<string> names, string what)
    {
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
            throw _trainer.Host.Process(new ArgumentOutOfRangeException(nameof(names), $"{twice.Count()} tasks {what} '{twice.Key}'; each needs another."));
    }
}
