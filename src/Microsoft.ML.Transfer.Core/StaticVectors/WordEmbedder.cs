using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text;

namespace Microsoft.ML.Transfer.StaticVectors;

/// <summary>
/// Turns texts into vectors by their words: an encoder of one layer, which knows nothing of the order of words. Immutable, and safe to share between threads.
/// </summary>
/// <remarks>
/// What stands between white space is looked up whole, so that a vocabulary may hold <c>don't</c> and <c>U.S.</c>; what is not found is cut at punctuation and
/// symbols, each a word of its own, and its parts are looked up.
/// </remarks>
public sealed class WordEmbedder
{
    private const int LongestOnStack = 256;

    /// <summary>Creates an embedder.</summary>
    /// <param name="vectors">The words and their vectors.</param>
    /// <param name="options">How they are used; the mean of the words that are known when left out.</param>
    public WordEmbedder(WordVectors vectors, WordEmbeddingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        Vectors = vectors;
        Options = (options ?? new WordEmbeddingOptions()).Alone();
        string[] blocks = Options.Pooling == WordPooling.MinMeanMax ? ["min", "mean", "max"] : [Options.Pooling.ToString().ToLowerInvariant()];
        FeatureNames = [.. blocks.SelectMany(block => Enumerable.Range(0, vectors.Dimension).Select(i => string.Create(CultureInfo.InvariantCulture, $"{block}.{i}")))];
    }

    /// <summary>The words and their vectors.</summary>
    public WordVectors Vectors { get; }

    /// <summary>How they are used.</summary>
    public WordEmbeddingOptions Options { get; }

    /// <summary>The length of a text's vector.</summary>
    public int Dimension => FeatureNames.Length;

    /// <summary>A name for each dimension, such as <c>mean.17</c>.</summary>
    public ImmutableArray<string> FeatureNames { get; }

    /// <summary>Restores what <see cref="ToArchive"/> wrote: the same vectors, bit for bit.</summary>
    /// <param name="entries">The files by name.</param>
    /// <param name="name">What error messages call the archive.</param>
    /// <exception cref="InvalidDataException">An entry is missing or malformed.</exception>
    public static WordEmbedder FromArchive(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> entries, string name)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return WordArchive.Read(entries, name);
    }

    /// <summary>Everything that is needed to restore this object, as named files in memory.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ToArchive() => WordArchive.Write(this);

    /// <summary>Embeds a text. One without words, or without any that counts, gives zeros; no value is ever NaN.</summary>
    /// <param name="text">The text.</param>
    /// <param name="destination">Where the vector goes. <i>Shape:</i> [<see cref="Dimension"/>].</param>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    public void Embed(ReadOnlySpan<char> text, Span<float> destination)
    {
        if (destination.Length != Dimension)
            throw new ArgumentException($"Expected room for the {Dimension} numbers of a vector; got {destination.Length}.", nameof(destination));
        destination.Clear();
        var pool = new WordPool(destination, Options.Pooling, Vectors.Dimension);
        while (!text.IsEmpty)
        {
            text = text.TrimStart();
            var length = 0;
            while (length < text.Length && !char.IsWhiteSpace(text[length]))
                length++;
            AddChunk(text[..length], ref pool);
            text = text[length..];
        }
        pool.Complete();
        if (Options.Normalize && TensorPrimitives.Norm<float>(destination) is var norm and > 0)
            TensorPrimitives.Divide(destination, norm, destination);
    }

    /// <summary>Embeds a text.</summary>
    /// <returns>Its vector; null is read as empty.</returns>
    public float[] Embed(string? text)
    {
        var vector = new float[Dimension];
        Embed(text.AsSpan(), vector);
        return vector;
    }

    private void AddChunk(ReadOnlySpan<char> chunk, ref WordPool pool)
    {
        if (TryFind(chunk, out var index))
        {
            pool.Add(Vectors[index]);
            return;
        }
        while (!chunk.IsEmpty)
        {
            var length = PartLength(chunk);
            if (TryFind(chunk[..length], out index))
                pool.Add(Vectors[index]);
            else if (Options.UnknownWords == UnknownWords.Mean)
                pool.Add(Vectors.Mean);
            else if (Options.UnknownWords == UnknownWords.Zero)
                pool.AddZeros();
            chunk = chunk[length..];
        }
    }

    private bool TryFind(ReadOnlySpan<char> word, out int index)
    {
        if (Options.LowerCase is not true && Vectors.TryFind(word, out index))
            return true;
        index = -1;
        if (Options.LowerCase is false)
            return false;
        Span<char> lower = word.Length <= LongestOnStack ? stackalloc char[word.Length] : new char[word.Length];
        word.ToLowerInvariant(lower);
        return Vectors.TryFind(lower, out index);
    }

    /// <summary>One punctuation mark or symbol, or all up to the next.</summary>
    private static int PartLength(ReadOnlySpan<char> chunk)
    {
        var length = 0;
        while (length < chunk.Length)
        {
            // Half of a surrogate pair is a part of a word that no vocabulary has.
            Rune.DecodeFromUtf16(chunk[length..], out var rune, out var consumed);
            if (Rune.IsPunctuation(rune) || Rune.IsSymbol(rune))
                return length == 0 ? consumed : length;
            length += consumed;
        }
        return length;
    }
}
