namespace Microsoft.ML.Transfer.Probing;

/// <summary>Probes the layers of one encoder, in order.</summary>
/// <param name="options">How.</param>
/// <param name="steps">Told of the progress.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class LayerRun(LayerProbingOptions options, Steps steps, CancellationToken cancellation)
{
    private readonly IProbe _probe = options.Probe ?? new LogisticRegressionProbe();
    // A layer of many rows is hundreds of megabytes: each is read into the place of the one before.
    private readonly FoldBuffers _buffers = new();

    /// <summary>Measures everything but what needs another encoder.</summary>
    /// <param name="model">What the report calls the encoder.</param>
    /// <param name="data">What is to be predicted.</param>
    /// <param name="store">Its vectors.</param>
    /// <param name="test">The test split; null for none.</param>
    /// <param name="testStore">Its vectors.</param>
    public ProbeReport Report(string model, ProbeData data, LayerStore store, ProbeData? test, LayerStore? testStore)
    {
        var rows = ProbedRows.Of(data, store);
        var heldOut = test is null ? null : ProbedRows.Of(test.WithClassesOf(data), testStore!);
        var names = heldOut?.Data.ClassNames ?? data.ClassNames;
        var task = rows.Task(names.Count) with { TestLabels = heldOut?.Labels, TestGroups = heldOut?.Groups };
        var trial = new LayerTrial(_probe, task, Trust(options.Measures), _buffers);
        var results = new List<ProbeResult>();
        foreach (var layer in store.Layers)
        {
            Begin($"layer {layer}");
            results.Add(trial.Run(layer, rows.Read(store, layer, _buffers.Layer), heldOut?.Read(testStore!, layer, _buffers.TestSplit), cancellation: cancellation));
        }
        return new ProbeReport(data.Task, model, _probe.Name, names, trial.Baselines, results)
        {
            Rows = rows.Count,
            Groups = rows.Groups.Distinct().Count(),
            Folds = options.Folds,
            Seed = options.Seed,
            TestRows = heldOut?.Count ?? 0,
            SharedTestRows = heldOut?.CountShared(rows) ?? 0,
        };
    }

    /// <summary>Adds what is found in the same layers of an encoder with random weights to a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="data">What it is about.</param>
    /// <param name="store">The vectors of the encoder with random weights.</param>
    public ProbeReport AddRandom(ProbeReport report, ProbeData data, LayerStore store)
    {
        var rows = ProbedRows.Of(data, store);
        var trial = new LayerTrial(_probe, rows.Task(report.Labels.Count), Trust(TrustMeasures.None), _buffers);
        var results = new List<ProbeResult>();
        foreach (var result in report.Results)
        {
            Begin($"layer {result.Layer} of random weights");
            results.Add(result with { RandomEncoder = trial.Run(result.Layer, rows.Read(store, result.Layer, _buffers.Layer), cancellation: cancellation).Accuracy });
        }
        return report with { Results = results };
    }

    private TrustOptions Trust(TrustMeasures measures) => new()
    {
        Folds = options.Folds,
        Seed = options.Seed,
        HasControl = measures.HasFlag(TrustMeasures.ControlTask),
        HasDescriptionLength = measures.HasFlag(TrustMeasures.DescriptionLength),
        Threads = options.Threads,
    };

    private void Begin(string what)
    {
        cancellation.ThrowIfCancellationRequested();
        steps.Begin(what);
    }
}
