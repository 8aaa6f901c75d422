namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// Whether the layers of an encoder tell the senses of a word apart: the contexts of a word are encoded, the vector of the word is taken from each layer, and what lies near is compared with what
/// means the same.
/// </summary>
/// <param name="Model">The encoder.</param>
/// <param name="Word">The word.</param>
/// <param name="Senses">The names of the senses, in the order of their numbers.</param>
/// <param name="Layers">What was found in each layer, in the order of the layers.</param>
public sealed partial record SenseReport(string Model, string Word, IReadOnlyList<string> Senses, IReadOnlyList<SenseLayer> Layers) : ProbingReport
{
    /// <summary>The contexts, those to learn from before those that were asked.</summary>
    public required IReadOnlyList<SenseContext> Contexts { get; init; }

    /// <summary>How many of them were learned from.</summary>
    public required int TrainingContexts { get; init; }

    /// <summary>Of how many the sense was asked; all of them, each without itself, where there is no test split.</summary>
    public required int TestContexts { get; init; }

    /// <summary>What is reached by always saying the most frequent sense of the training contexts.</summary>
    public required ConfusionCounts Majority { get; init; }

    /// <summary>How many of the contexts that were asked stand among those to learn from word for word: they are easy.</summary>
    public required int SharedContexts { get; init; }

    /// <summary>The layer with the highest macro-F1 of the nearest neighbour, the lowest of those that are equal.</summary>
    public SenseLayer Best => Layers.MaxBy(layer => layer.NearestNeighbour.MacroF1) ?? throw new InvalidOperationException("There is no layer.");

    /// <summary>Encodes contexts and measures every layer.</summary>
    /// <param name="model">The encoder with its tokenizer.</param>
    /// <param name="word">The word, for the report.</param>
    /// <param name="training">Contexts whose senses are learned from; at least two senses.</param>
    /// <param name="test">Contexts whose senses are asked; where null, those of <paramref name="training"/>, each without itself and its likes word for word.</param>
    /// <param name="options">Which layers, and which of the word's tokens; the defaults when left out.</param>
    /// <param name="randomSeed">The seed of an encoder of the same shape with random weights, to compare with; null for none, which takes half the time.</param>
    /// <param name="cancellation">Ends the work after the batches at hand.</param>
    /// <exception cref="ArgumentException">There are fewer than two senses to learn from, a context names no word of its sentence, or a word leaves no token.</exception>
    /// <exception cref="NotSupportedException">The tokenizer does not say which words tokens come from.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static SenseReport Measure(
        TextEmbedder model, string word, IReadOnlyList<SenseContext> training, IReadOnlyList<SenseContext>? test = null, ExtractionOptions? options = null, ulong? randomSeed = 1,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(word);
        ArgumentNullException.ThrowIfNull(training);
        SenseContext[] contexts = [.. training, .. test ?? []];
        for (var i = 0; i < contexts.Length; i++)
        {
            if (contexts[i].Position < 0 || contexts[i].Position >= contexts[i].Words.Count)
                throw new ArgumentException($"Context {i} names word {contexts[i].Position} of a sentence of {contexts[i].Words.Count} words, counted from 0.", nameof(training));
        }
        var report = Encode(model);
        if (randomSeed is not { } seed)
            return report;
        using var untrained = model.WithRandomWeights(seed);
        var random = Encode(untrained);
        return report with { Layers = [.. report.Layers.Zip(random.Layers, (layer, other) => layer with { RandomEncoder = other.NearestNeighbour })] };

        SenseReport Encode(TextEmbedder encoder)
        {
            WordSpan[] spans = [.. contexts.Select((context, i) => new WordSpan(i, context.Position, context.Position + 1))];
            using var store = LayerExtraction.Spans(encoder, [.. contexts.Select(context => context.Words)], spans, options, cancellation);
            if (store.RowsWithoutVector is [var first, ..])
                throw new ArgumentException($"The word '{contexts[first].Words[contexts[first].Position]}' of context {first} leaves no token.", nameof(training));
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = model.Options.Threads ?? Environment.ProcessorCount, CancellationToken = cancellation };
            return Measure(model.ModelName, word, contexts, training.Count, hasTest: test is not null, store, parallel);
        }
    }

    /// <summary>Measures vectors of any origin.</summary>
    /// <param name="name">What the report calls the model.</param>
    /// <param name="word">The word.</param>
    /// <param name="layers">A vector for each context.</param>
    /// <param name="training">Contexts whose senses are learned from; at least two senses.</param>
    /// <param name="test">Contexts whose senses are asked, after the others in <paramref name="layers"/>; where null, those of <paramref name="training"/>, each without itself and its likes.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The result does not depend on it.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ArgumentException">There is not a vector for each context, or there are fewer than two senses to learn from.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static SenseReport Measure(
        string name, string word, LayerStore layers, IReadOnlyList<SenseContext> training, IReadOnlyList<SenseContext>? test = null, int? threads = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(word);
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(training);
        SenseContext[] contexts = [.. training, .. test ?? []];
        if (layers.Rows != contexts.Length)
            throw new ArgumentException($"There are {layers.Rows} vectors for {contexts.Length} contexts; each needs one.", nameof(layers));
        return Measure(name, word, contexts, training.Count, hasTest: test is not null, layers, new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellation });
    }

    private static SenseReport Measure(string name, string word, SenseContext[] contexts, int training, bool hasTest, LayerStore store, ParallelOptions parallel)
    {
        // By name, so that the numbers do not depend on the order of the data.
        string[] names = [.. contexts.Select(context => context.Sense).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var senses = Array.ConvertAll(contexts, context => Array.IndexOf(names, context.Sense));
        if (senses.Take(training).Distinct().Count() < 2)
            throw new ArgumentException($"The contexts to learn from have {senses.Take(training).Distinct().Count()} sense(s); two are needed to tell them apart.", nameof(training));
        var texts = Array.ConvertAll(contexts, context => string.Join(' ', context.Words));
        var measure = new SenseMeasure(senses, names.Length, training, hasTest, texts, parallel);
        var (layers, plane) = (new List<SenseLayer>(), (PrincipalPlane?)null);
        foreach (var layer in store.Layers)
        {
            parallel.CancellationToken.ThrowIfCancellationRequested();
            var x = store.Read(layer);
            plane = PrincipalPlane.Of(x, plane);
            layers.Add(measure.Of(layer, x, plane));
        }
        return new SenseReport(name, word, names, layers)
        {
            Contexts = contexts,
            TrainingContexts = training,
            TestContexts = measure.Asked.Length,
            Majority = measure.Majority(),
            SharedContexts = measure.Shared(),
        };
    }
}
