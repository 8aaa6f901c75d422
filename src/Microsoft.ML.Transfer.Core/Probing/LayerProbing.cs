namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// Probes every layer of a frozen encoder for a task, with what is needed to judge the curve: cross-validation that keeps sentences whole, baselines, a control task, the length of the
/// labels in an online code, an encoder of the same shape with random weights, and intervals.
/// </summary>
public static class LayerProbing
{
    /// <summary>Computes the vectors of all layers in one pass, and probes them.</summary>
    /// <param name="model">The encoder with its tokenizer; its options say how long sequences may be, how the tokens of whole texts are pooled, and how many threads compute the vectors.</param>
    /// <param name="data">What is to be predicted.</param>
    /// <param name="options">How it is probed; the defaults when left out.</param>
    /// <param name="test">
    /// A test split of the same task, which is scored once, by a probe for each layer that was trained on all of <paramref name="data"/>; null for none.
    /// </param>
    /// <param name="cancellation">Ends the work after the step at hand.</param>
    /// <exception cref="ArgumentException">The data have too few sentences or texts for the folds or no class, or the test split is of another kind.</exception>
    /// <exception cref="NotSupportedException">Words are looked at, and the tokenizer does not say which words tokens come from.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static ProbeReport Run(TextEmbedder model, ProbeData data, LayerProbingOptions? options = null, ProbeData? test = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        options ??= new LayerProbingOptions();
        if (test is not null && test.AreWords != data.AreWords)
            throw new ArgumentException($"The data label {Kind(data)}, but the test split labels {Kind(test)}.", nameof(test));

        var encoders = options.Measures.HasFlag(TrustMeasures.RandomEncoder) ? 2 : 1;
        var steps = new Steps(options.Progress, encoders * (1 + options.Extraction.Layers.Resolve(model.Encoder.Config.LayerCount).Length));
        var run = new LayerRun(options, steps, cancellation);
        ProbeReport report;
        steps.Begin("vectors of all layers");
        using (var store = Extract(model, data, options.Extraction, cancellation))
        using (var testStore = test is null ? null : Extract(model, test, options.Extraction, cancellation))
        {
            report = run.Report(model.PortableName, data, store, test, testStore);
        }
        if (encoders == 1)
            return report;

        // After the store of the trained encoder is gone: they need not be kept at once.
        steps.Begin("vectors of random weights");
        using var untrained = model.WithRandomWeights(options.Seed);
        using var random = Extract(untrained, data, options.Extraction, cancellation);
        return run.AddRandom(report, data, random);
    }

    /// <summary>Probes vectors of any origin, one set of them a layer; without an encoder there is none with random weights to compare to.</summary>
    /// <param name="name">What the report calls the model.</param>
    /// <param name="layers">The vectors, one for each of <see cref="ProbeData.Units"/>.</param>
    /// <param name="data">What is to be predicted.</param>
    /// <param name="options">How it is probed; the defaults when left out.</param>
    /// <param name="cancellation">Ends the work after the step at hand.</param>
    /// <exception cref="ArgumentException">There is not one vector a unit, or the data have too few sentences or texts for the folds, or no class.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static ProbeReport Run(string name, LayerStore layers, ProbeData data, LayerProbingOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(data);
        options ??= new LayerProbingOptions();
        return new LayerRun(options, new Steps(options.Progress, layers.Layers.Count), cancellation).Report(name, data, layers, test: null, testStore: null);
    }

    /// <summary>The vectors of what is to be predicted: of words, or of whole texts.</summary>
    internal static LayerStore Extract(TextEmbedder model, ProbeData data, ExtractionOptions options, CancellationToken cancellation) => data.Sentences is { } sentences
        ? LayerExtraction.Words(model, sentences, options, cancellation)
        : LayerExtraction.Texts(model, data.Units, options, cancellation);

    private static string Kind(ProbeData data) => data.AreWords ? "words" : "whole texts";
}
