namespace Microsoft.ML.Transfer.Probing;

/// <summary>Probes the layers of one encoder, in order.</summary>
internal sealed class LayerRun
{
    private readonly ProbeData _data;
    private readonly LayerStore _store;
    private readonly LayerProbingOptions _options;
    private readonly Steps _steps;
    private readonly CancellationToken _cancellation;
    private readonly ProbedRows _rows;
    private readonly GroupedFolds _folds;
    private readonly IProbe _probe;

    /// <param name="data">What is to be predicted.</param>
    /// <param name="store">The vectors.</param>
    /// <param name="options">How.</param>
    /// <param name="steps">Told of the progress.</param>
    /// <param name="cancellation">Ends the work.</param>
    public LayerRun(ProbeData data, LayerStore store, LayerProbingOptions options, Steps steps, CancellationToken cancellation)
    {
        (_data, _store, _options, _steps, _cancellation) = (data, store, options, steps, cancellation);
        _rows = ProbedRows.Of(data, store);
        _folds = GroupedFolds.Create(_rows.Groups, options.Folds, options.Seed);
        _probe = options.Probe ?? new LogisticRegressionProbe();
    }

    /// <summary>Measures everything but what needs another encoder.</summary>
    /// <param name="model">What the report calls the encoder.</param>
    /// <param name="test">The test split; null for none.</param>
    /// <param name="testStore">Its vectors.</param>
    public ProbeReport Report(string model, ProbeData? test, LayerStore? testStore)
    {
        var heldOut = test is null ? null : ProbedRows.Of(test.WithClassesOf(_data), testStore!);
        var names = heldOut?.Data.ClassNames ?? _data.ClassNames;
        var hasControl = _options.Measures.HasFlag(TrustMeasures.ControlTask);
        int[][] labelings = hasControl ? [_rows.Labels, ControlTask.Labels(_rows.Words, _rows.Labels, _options.Seed)] : [_rows.Labels];
        var validation = new CrossValidation(_rows, _store, _folds, labelings, Fit, names.Count);
        IFittedProbe? whole = null;
        var results = new List<ProbeResult>();
        foreach (var layer in _store.Layers)
        {
            Begin($"layer {layer}");
            var predictions = validation.Run(layer);
            var result = new ProbeResult(layer, Accuracy(predictions[0], _rows), ConfusionCounts.Of(_rows.Labels, predictions[0].Classes, names.Count)) { CrossEntropy = predictions[0].CrossEntropy };
            results.Add(result);
        }
        return new ProbeReport(_data.Task, model, _probe.Name, names, Baselines(), results)
        {
            Rows = _rows.Count,
            Groups = _rows.Groups.Distinct().Count(),
            Folds = _folds.Count,
            Seed = _options.Seed,
            TestRows = heldOut?.Count ?? 0,
        };
    }

    private IFittedProbe Fit(ProbeMatrix x, int[] labels, IFittedProbe? start, int classes) => _probe.Fit(x, labels, classes, start, _options.Threads, _cancellation);

    private void Begin(string what)
    {
        _cancellation.ThrowIfCancellationRequested();
        _steps.Begin(what);
    }
}
