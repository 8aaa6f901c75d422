using System.Globalization;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// Edge probing (Tenney et al., 2019): what is the relation of two spans, given as such, or the class of one? A small classifier sees nothing but the vectors of the words in the spans, so that what it knows of
/// the sentence it has from the encoder. The vectors are a learned mixture of layers, whose shares tell where the encoder keeps what is asked; and probes on more and more layers from below tell what each adds. A
/// word that the tokenizer divides has the mean of its tokens, a span the mean of its words by learned attention.
/// </summary>
public static class EdgeProbing
{
    /// <summary>Probes an encoder.</summary>
    /// <param name="model">The encoder with its tokenizer; its options say how long sequences may be and how many threads compute. Results do not depend on the threads.</param>
    /// <param name="data">What is to be predicted.</param>
    /// <param name="test">What is to be scored on; where left out, the spans of a fifth of the sentences of <paramref name="data"/>.</param>
    /// <param name="options">How to train; the defaults when left out.</param>
    /// <param name="cancellation">Ends the work after the batches at hand.</param>
    /// <exception cref="ArgumentException">There are too few sentences that can be read, or the test is of other spans than the data.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or the encoder lacks a layer.</exception>
    /// <exception cref="NotSupportedException">The tokenizer is not a <see cref="Tokenizers.PretrainedTokenizer"/>, which knows the words that tokens come from.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static EdgeReport Run(TextEmbedder model, EdgeData data, EdgeData? test = null, EdgeProbingOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        options ??= new EdgeProbingOptions();
        options.Check();
        if (test is not null && test.ArePairs != data.ArePairs)
            throw new ArgumentException($"The test has {(test.ArePairs ? "pairs" : "single spans")}, but what is learned from has {(data.ArePairs ? "pairs" : "single spans")}.", nameof(test));
        var layers = options.Extraction.Layers.Resolve(model.Encoder.Config.LayerCount);
        var (sentences, trial, unread) = EdgeSentences.Read(model, data, test, options, cancellation);
        var probes = (options.IsCumulative ? layers.Length : 1) + (options.ComparesUntrained ? 1 : 0);
        var (done, steps) = (0, probes + (options.ComparesUntrained ? 2 : 1));

        var cumulative = new ProbeScore?[layers.Length];
        Begin(string.Create(CultureInfo.InvariantCulture, $"vectors of {sentences.Count} sentences"));
        double[] weights = [];
        using (var store = LayerExtraction.Words(model, sentences, options.Extraction, cancellation))
        {
            for (var count = options.IsCumulative ? 1 : layers.Length; count <= layers.Length; count++)
            {
                Begin(string.Create(CultureInfo.InvariantCulture, $"layers {layers[0]} to {layers[count - 1]}"));
                (cumulative[count - 1], weights) = trial.Run([.. layers.Take(count).Select(layer => store.Read(layer))], cancellation);
            }
        }
        ProbeScore? untrained = null;
        if (options.ComparesUntrained)
        {
            Begin("vectors of an untrained encoder");
            using var other = model.WithRandomWeights(options.Seed);
            using var store = LayerExtraction.Words(other, sentences, options.Extraction, cancellation);
            Begin("untrained encoder");
            (untrained, _) = trial.Run([.. layers.Select(layer => store.Read(layer))], cancellation);
        }
        return new EdgeReport(
            data.Task, model.ModelName, trial.Labels, trial.Training.Count, trial.Test.Count, trial.Test.Sum(sentence => sentence.Examples.Count), unread, trial.Majority(), cumulative[^1]!, untrained,
            [.. layers.Select((layer, i) => new EdgeResult(
                layer, weights[i], options.IsCumulative ? cumulative[i] : null, options.IsCumulative && i > 0 ? cumulative[i]!.Value - cumulative[i - 1]!.Value : null))])
        {
            Notice = model.Notice,
        };

        void Begin(string what) => options.Progress?.Invoke(new ProbingProgress(what, done++, steps));
    }
}
