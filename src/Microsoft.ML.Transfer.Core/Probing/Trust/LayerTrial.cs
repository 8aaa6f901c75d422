namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// Probes layers one after another, all with the same folds, control labels and samples, so that their differences are those of the layers. Each fold's probe begins where that of the layer
/// before ended. Belongs to one thread.
/// </summary>
internal sealed class LayerTrial
{
    private readonly IProbe _probe;
    private readonly ProbeTask _task;
    private readonly TrustOptions _options;
    private readonly GroupedFolds _folds;
    private readonly GroupBootstrap _bootstrap;
    private readonly GroupBootstrap? _testBootstrap;
    private readonly int[]? _control;
    private readonly FoldBuffers _buffers;
    private IReadOnlyList<IFittedProbe>? _probes;
    private IReadOnlyList<IFittedProbe>? _controlProbes;
    private IFittedProbe? _testProbe;

    /// <summary>Draws everything that the layers share.</summary>
    /// <param name="probe">The probe.</param>
    /// <param name="task">What is predicted.</param>
    /// <param name="options">What is measured.</param>
    /// <param name="buffers">Room for rows, where several trials after each other share it; its own when null.</param>
    /// <exception cref="ArgumentException">The parts of the task do not fit together, or there are fewer groups than folds.</exception>
    public LayerTrial(IProbe probe, ProbeTask task, TrustOptions options, FoldBuffers? buffers = null)
    {
        task.Check();
        (_probe, _task, _options, _buffers) = (probe, task, options, buffers ?? new FoldBuffers());
        _folds = GroupedFolds.Create(task.Groups, options.Folds, options.Seed);
        _bootstrap = new GroupBootstrap(task.Groups, options.Seed, options.BootstrapSamples);
        _testBootstrap = task.TestGroups is { Length: > 0 } groups ? new GroupBootstrap(groups, options.Seed, options.BootstrapSamples) : null;
        _control = options.HasControl && task.WordTypes is { } types ? ControlTask.Labels(task.Labels, types, options.Seed) : null;
        Baselines = new ProbeBaselines(
            _bootstrap.Accuracy(task.Labels, Probing.Baselines.Majority(task.Labels, task.Classes, _folds)),
            task.WordTypes is null ? null : _bootstrap.Accuracy(task.Labels, Probing.Baselines.WordType(task.Labels, task.WordTypes, task.Classes, _folds)));
    }

    /// <summary>What is reached without vectors.</summary>
    public ProbeBaselines Baselines { get; }

    /// <summary>Probes a layer.</summary>
    /// <param name="layer">Its number.</param>
    /// <param name="x">Its vectors.</param>
    /// <param name="test">Those of the test split; null where there is none.</param>
    /// <param name="cancellation">Ends the work after the step at hand.</param>
    /// <exception cref="ArgumentException">The vectors are not as many as the task has labels.</exception>
    public ProbeResult Run(int layer, ProbeMatrix x, ProbeMatrix? test = null, CancellationToken cancellation = default)
    {
        var labels = _task.Labels;
        CheckRows(x, labels.Length, layer, nameof(x));
        if (_options.HasDescriptionLength)
        {
            // The code takes all rows, a fold fewer: what grows later would stand twice in memory.
            _buffers.Training.Take(x.Rows, x.Columns);
        }
        var validation = CrossValidate(x, labels, ref _probes, cancellation);
        var result = new ProbeResult(layer, _bootstrap.Accuracy(labels, validation.Predictions), ConfusionCounts.Of(labels, validation.Predictions, _task.Classes)) { CrossEntropy = validation.CrossEntropy };
        if (_control is not null)
        {
            var predictions = CrossValidate(x, _control, ref _controlProbes, cancellation).Predictions;
            var gains = new double[labels.Length];
            for (var row = 0; row < gains.Length; row++)
                gains[row] = (validation.Predictions[row] == labels[row] ? 1 : 0) - (predictions[row] == _control[row] ? 1 : 0);
            result = result with { Control = _bootstrap.Accuracy(_control, predictions), Selectivity = _bootstrap.Mean(gains) };
        }
        if (_options.HasDescriptionLength)
            result = result with { DescriptionLength = OnlineCode.Measure(_probe, x, labels, _task.Classes, _task.Groups, _options.Seed, _buffers.Training, _options.Threads, cancellation) };
        return test is null ? result : result with { Test = Test(layer, x, test, cancellation) };
    }

    private CrossValidation CrossValidate(ProbeMatrix x, int[] labels, ref IReadOnlyList<IFittedProbe>? probes, CancellationToken cancellation)
    {
        var validation = CrossValidation.Run(_probe, x, labels, _task.Classes, _folds, _buffers, probes, _options.Threads, cancellation);
        probes = validation.Probes;
        return validation;
    }

    /// <summary>Trains on all rows and scores the test split, once.</summary>
    private ProbeScore Test(int layer, ProbeMatrix x, ProbeMatrix test, CancellationToken cancellation)
    {
        if (_task.TestLabels is not { } labels || _testBootstrap is null)
            throw new ArgumentException("The task has no labels for the test split.", nameof(test));
        CheckRows(test, labels.Length, layer, nameof(test));
        _testProbe = _probe.Fit(x, _task.Labels, _task.Classes, _testProbe, _options.Threads, cancellation);
        var predictions = new int[labels.Length];
        CrossValidation.Predict(_testProbe, test, [.. Enumerable.Range(0, labels.Length)], labels, predictions);
        return _testBootstrap.Accuracy(labels, predictions);
    }

    private static void CheckRows(ProbeMatrix x, int rows, int layer, string name)
    {
        if (x.Rows != rows)
            throw new ArgumentException($"Layer {layer} has {x.Rows} vectors for {rows} labels.", name);
    }
}
