using Microsoft.Extensions.AI;

namespace Microsoft.ML.Transfer;

/// <summary>
/// A pre-trained encoder behind the interface of Microsoft.Extensions.AI, for vector stores, semantic search and the like. Safe to use
/// from many threads at once.
/// </summary>
public sealed class PretrainedEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    // Texts are encoded in groups of this size: large enough to fill batches of tokens, small enough that a cancellation is seen soon.
    private const int GroupSize = 256;

    private readonly TextEmbedder _embedder;
    private readonly bool _ownsEmbedder;
    private readonly EmbeddingGeneratorMetadata _metadata;

    /// <summary>Wraps an embedder that is already loaded.</summary>
    /// <param name="embedder">The embedder.</param>
    /// <param name="leaveOpen">Whether the embedder stays the caller's to dispose.</param>
    public PretrainedEmbeddingGenerator(TextEmbedder embedder, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(embedder);
        _embedder = embedder;
        _ownsEmbedder = !leaveOpen;
        _metadata = new EmbeddingGeneratorMetadata("Microsoft.ML.Transfer", providerUri: null, embedder.ModelName, embedder.Dimension);
    }

    /// <summary>Loads a model.</summary>
    /// <param name="model">A folder in Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="options">How it is used; the defaults where null.</param>
    public PretrainedEmbeddingGenerator(string model, EmbeddingOptions? options = null)
        : this(TextEmbedder.Load(model, options))
    {
    }

    /// <summary>Gives the vector of each text, in order. The work runs on the thread pool.</summary>
    /// <param name="values">The texts. An empty text has a vector too.</param>
    /// <param name="options">
    /// <see cref="EmbeddingGenerationOptions.Dimensions"/> keeps only the first so many dimensions, scaled to a length of 1 again where the
    /// embedder normalizes. <see cref="EmbeddingGenerationOptions.ModelId"/>, where given, must be this model's.
    /// </param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">More dimensions are asked for than the embedder gives, or fewer than 1.</exception>
    /// <exception cref="ArgumentException">Another model is asked for.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var dimensions = options?.Dimensions ?? _embedder.Dimension;
        if (dimensions < 1 || dimensions > _embedder.Dimension)
            throw new ArgumentOutOfRangeException(nameof(options), dimensions, $"Dimensions must be between 1 and {_embedder.Dimension}, the size of {_embedder.ModelName}.");
        if (options?.ModelId is { } model && !string.Equals(model, _embedder.ModelName, StringComparison.Ordinal))
            throw new ArgumentException($"This generator holds the model '{_embedder.ModelName}'; '{model}' was asked for.", nameof(options));

        var texts = values.ToArray();
        return Task.Run(() => Generate(texts, dimensions, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        if (serviceType == typeof(EmbeddingGeneratorMetadata))
            return _metadata;
        if (serviceType == typeof(TextEmbedder))
            return _embedder;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Disposes of the embedder, unless it was left open.</summary>
    public void Dispose()
    {
        if (_ownsEmbedder)
            _embedder.Dispose();
    }

    private GeneratedEmbeddings<Embedding<float>> Generate(string[] texts, int dimensions, CancellationToken cancellationToken)
    {
        var result = new GeneratedEmbeddings<Embedding<float>>(texts.Length);
        var created = DateTimeOffset.UtcNow;
        var rows = new float[Math.Min(GroupSize, texts.Length) * _embedder.Dimension];
        foreach (var group in texts.Chunk(GroupSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _embedder.Embed(group, rows.AsSpan(0, group.Length * _embedder.Dimension), cancellationToken);
            for (var i = 0; i < group.Length; i++)
            {
                var vector = rows.AsSpan(i * _embedder.Dimension, dimensions).ToArray();
                if (_embedder.Options.Normalize is true && dimensions < _embedder.Dimension)
                    ScaleToUnitLength(vector);
                result.Add(new Embedding<float>(vector) { CreatedAt = created, ModelId = _embedder.ModelName });
            }
        }
        return result;
    }

    // A vector of zeros has no direction: it stays as it is.
    private static void ScaleToUnitLength(Span<float> vector)
    {
        var sum = 0.0;
        foreach (var value in vector)
            sum += (double)value * value;
        if (sum == 0)
            return;
        var scale = 1 / Math.Sqrt(sum);
        foreach (ref var value in vector)
            value = (float)(value * scale);
    }
}
