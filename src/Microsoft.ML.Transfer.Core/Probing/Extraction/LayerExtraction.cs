using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>Computes what each layer of a frozen encoder makes of words, spans or texts: all layers in one pass over the data.</summary>
public static class LayerExtraction
{
    // Texts whose vectors of all layers are held beside the store.
    private const int TextsAtOnce = 256;

    /// <summary>A row for each word of each sentence, in order.</summary>
    /// <param name="model">The encoder with its tokenizer; its options say how long sequences may be and how many threads compute.</param>
    /// <param name="sentences">The words of each sentence; null is read as empty. What is too long for the encoder is read in windows, cut between words.</param>
    /// <param name="options">Which layers, and where they are kept; the defaults when left out.</param>
    /// <param name="cancellation">Ends the work after the batches at hand.</param>
    /// <exception cref="NotSupportedException">The tokenizer is not a <see cref="PretrainedTokenizer"/>, which knows the words that tokens come from.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The encoder lacks a layer.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static LayerStore Words(TextEmbedder model, IReadOnlyList<IReadOnlyList<string?>> sentences, ExtractionOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        var firstRow = new int[sentences.Count + 1];
        for (var i = 0; i < sentences.Count; i++)
            firstRow[i + 1] = checked(firstRow[i] + sentences[i].Count);
        return Extract(model, sentences, firstRow[^1], options, cancellation, window => PlacesOfWords(window, firstRow[window.Sequence.Text]));
    }

    /// <summary>A row for each span of words. A span that a long sentence's windows cut apart is read in the window in which it begins.</summary>
    /// <param name="model">The encoder with its tokenizer; its options say how long sequences may be and how many threads compute.</param>
    /// <param name="sentences">The words of each sentence; null is read as empty.</param>
    /// <param name="spans">The spans.</param>
    /// <param name="options">Which layers, and where they are kept; the defaults when left out.</param>
    /// <param name="cancellation">Ends the work after the batches at hand.</param>
    /// <exception cref="ArgumentException">A span is empty or not within its sentence.</exception>
    /// <exception cref="NotSupportedException">The tokenizer is not a <see cref="PretrainedTokenizer"/>, which knows the words that tokens come from.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The encoder lacks a layer.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static LayerStore Spans(
        TextEmbedder model, IReadOnlyList<IReadOnlyList<string?>> sentences, IReadOnlyList<WordSpan> spans, ExtractionOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        ArgumentNullException.ThrowIfNull(spans);
        for (var i = 0; i < spans.Count; i++)
        {
            var (sentence, start, end) = spans[i];
            if ((uint)sentence >= (uint)sentences.Count || start < 0 || end <= start || end > sentences[sentence].Count)
                throw new ArgumentException($"Span {i} is words {start} to {end} of sentence {sentence}, which are not there.", nameof(spans));
        }
        var ofSentence = spans.Index().ToLookup(span => span.Item.Sentence);
        return Extract(model, sentences, spans.Count, options, cancellation, window => PlacesOfSpans(window, ofSentence[window.Sequence.Text]));
    }

    /// <summary>A row for each text, pooled from its tokens as the model's options say; nothing follows on pooling.</summary>
    /// <param name="model">The encoder with its tokenizer; its options say how tokens are pooled, how long sequences may be and how many threads compute.</param>
    /// <param name="texts">The texts; null is read as empty.</param>
    /// <param name="options">Which layers, and where they are kept; the defaults when left out.</param>
    /// <param name="cancellation">Ends the work after the batches at hand.</param>
    /// <exception cref="ArgumentOutOfRangeException">The encoder lacks a layer.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static LayerStore Texts(TextEmbedder model, IReadOnlyList<string?> texts, ExtractionOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(texts);
        options ??= new ExtractionOptions();
        var config = model.Encoder.Config;
        var layers = options.Layers.Resolve(config.LayerCount);
        var (columns, count) = (config.HiddenSize, layers.Length);
        // Not disposed of: its encoder is the model's.
        var embedder = model.ForLayers(Layers.Concat(layers.AsSpan()));
        var store = LayerStore.Create(layers, texts.Count, columns, options);
        try
        {
            var vectors = new float[Math.Min(TextsAtOnce, texts.Count) * count * columns];
            var one = new float[Math.Min(TextsAtOnce, texts.Count) * columns];
            var first = 0;
            foreach (var chunk in texts.Chunk(TextsAtOnce))
            {
                embedder.Embed(chunk, vectors, cancellation);
                for (var layer = 0; layer < count; layer++)
                {
                    for (var i = 0; i < chunk.Length; i++)
                        vectors.AsSpan((i * count + layer) * columns, columns).CopyTo(one.AsSpan(i * columns));
                    store.Write(layer, first, one.AsSpan(0, chunk.Length * columns));
                }
                first += chunk.Length;
            }
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private static LayerStore Extract(
        TextEmbedder model, IReadOnlyList<IReadOnlyList<string?>> sentences, int rows, ExtractionOptions? options, CancellationToken cancellation, Func<TokenWindow, List<VectorPlace>> placesOf)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new ExtractionOptions();
        var config = model.Encoder.Config;
        if (model.Tokenizer is not PretrainedTokenizer tokenizer)
            throw new NotSupportedException($"{model.ModelName}: the tokenizer {model.Tokenizer.GetType().Name} does not say which words tokens come from; the vectors of words need the model's own.");
        var layers = options.Layers.Resolve(config.LayerCount);
        var limited = TokenLimit.Apply(tokenizer, config.MaximumPositions, model.Options.MaximumLength);
        var windows = new WordWindows(limited, model.Prepare).Cut(sentences, model.Options.Threads, cancellation);
        var places = new VectorPlace[windows.Count][];
        var hasVector = new bool[rows];
        for (var i = 0; i < places.Length; i++)
        {
            // A span that windows cut apart has its vector from the first of them.
            places[i] = [.. placesOf(windows[i]).Where(place => !hasVector[place.Row])];
            foreach (var place in places[i])
                hasVector[place.Row] = true;
        }

        var store = LayerStore.Create(layers, rows, config.HiddenSize, options);
        try
        {
            store.RowsWithoutVector = [.. Enumerable.Range(0, rows).Where(row => !hasVector[row])];
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = model.Options.Threads ?? Environment.ProcessorCount, CancellationToken = cancellation };
            new LayerPass(model.Encoder, options.Pieces, store).Run([.. windows.Select(window => window.Sequence)], places, model.Options.TokensPerBatch, parallel);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private static List<VectorPlace> PlacesOfWords(TokenWindow window, int firstRow)
    {
        var places = new List<VectorPlace>();
        var words = window.Words;
        for (var start = 0; start < words.Length;)
        {
            var end = start + 1;
            while (end < words.Length && words[end] == words[start])
                end++;
            if (words[start] >= 0)
                places.Add(new VectorPlace(start, end - start, firstRow + words[start]));
            start = end;
        }
        return places;
    }

    private static List<VectorPlace> PlacesOfSpans(TokenWindow window, IEnumerable<(int Row, WordSpan Span)> spans)
    {
        var places = new List<VectorPlace>();
        var words = window.Words;
        foreach (var (row, span) in spans)
        {
            var start = Array.FindIndex(words, word => word >= span.Start && word < span.End);
            if (start < 0)
                continue;
            var end = start;
            while (end < words.Length && words[end] >= span.Start && words[end] < span.End)
                end++;
            places.Add(new VectorPlace(start, end - start, row));
        }
        return places;
    }
}
