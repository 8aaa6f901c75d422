
namespace Microsoft.ML.Transfer;

/// <summary>An embedder with the vectors it has given before. The transformers that one estimator fits share it.</summary>
internal sealed class MemoizedEmbedder(TextEmbedder embedder, long cacheBytes)
{
    private readonly VectorCache _cache = new(cacheBytes);
    private long _textsEncoded;

    /// <summary>The embedder itself.</summary>
    public TextEmbedder Embedder => embedder;

    /// <summary>The budget of the cache in bytes.</summary>
    public long CacheBytes => cacheBytes;

    /// <summary>How many texts have been given to the embedder.</summary>
    public long TextsEncoded => Interlocked.Read(ref _textsEncoded);

    /// <summary>Gives the vector of each text, encoding each new one once across all threads.</summary>
    /// <returns>How many texts this call encoded.</returns>
    public int Encode(ReadOnlySpan<ReadOnlyMemory<char>> texts, Span<float[]?> vectors, CancellationToken cancellationToken) =>
        _cache.GetOrEncode(texts, vectors, distinct => Encode(distinct, cancellationToken), cancellationToken);

    /// <summary>
    /// Gives the vector of one text, from the cache where it is held. A new one is not added: single texts come from serving, where the
    /// stream of new texts has no end and the memory of the process should not grow with it.
    /// </summary>
    public float[] EncodeOne(ReadOnlyMemory<char> text, CancellationToken cancellationToken) =>
        _cache.Find(text.Span) ?? Encode([text.ToString()], cancellationToken)[0];

    /// <summary>Lets go of the vectors held.</summary>
    public void ClearCache() => _cache.Clear();

    private float[][] Encode(string[] texts, CancellationToken cancellationToken)
    {
        var rows = new float[texts.Length * embedder.Dimension];
        embedder.Embed(texts, rows, cancellationToken);
        Interlocked.Add(ref _textsEncoded, texts.Length);
        return [.. Enumerable.Range(0, texts.Length).Select(i => rows.AsSpan(i * embedder.Dimension, embedder.Dimension).ToArray())];
    }
}
