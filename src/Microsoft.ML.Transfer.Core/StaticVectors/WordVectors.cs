using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;

namespace Microsoft.ML.Transfer.StaticVectors;

/// <summary>A word and how near it is.</summary>
/// <param name="Word">The word.</param>
/// <param name="Similarity">The cosine of the angle between its vector and the one that was asked about, −1 to 1.</param>
public readonly record struct SimilarWord(string Word, float Similarity);

/// <summary>
/// A vector for each word of a vocabulary, the same wherever the word stands: GloVe, word2vec, fastText. Immutable and safe to share between threads.
/// </summary>
public sealed class WordVectors
{
    private readonly Dictionary<string, int> _index;
    private readonly float[] _values;
    private readonly Lazy<float[]> _lengths;
    private readonly Lazy<float[]> _mean;

    internal WordVectors(IReadOnlyList<string> words, Dictionary<string, int> index, float[] values, int dimension)
    {
        (Words, _index, _values, Dimension) = (words, index, values, dimension);
        _lengths = new Lazy<float[]>(() => [.. Enumerable.Range(0, Words.Count).Select(i => TensorPrimitives.Norm<float>(this[i]))]);
        _mean = new Lazy<float[]>(ComputeMean);
    }

    /// <summary>The words, in the order of the file.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>The length of a vector.</summary>
    public int Dimension { get; }

    /// <summary>The mean of all vectors.</summary>
    internal ReadOnlySpan<float> Mean => _mean.Value;

    /// <summary>All vectors, one after the other. <i>Shape:</i> [words, dimension].</summary>
    internal ReadOnlyMemory<float> Values => _values;

    /// <summary>The vector of a word by its place among <see cref="Words"/>. <i>Shape:</i> [dimension].</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    public ReadOnlySpan<float> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Words.Count);
            return _values.AsSpan(index * Dimension, Dimension);
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">A file of GloVe, word2vec (text or binary) or fastText (<c>.vec</c>).</param>
    /// <param name="options">How it is read; as its beginning shows, and whole, when left out.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is malformed; the message says where.</exception>
    public static WordVectors Load(string path, WordVectorOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.Exists(path)
            ? WordVectorFile.Read(path, options ?? new WordVectorOptions())
            : throw new FileNotFoundException($"There is no file of word vectors {path}.", path);
    }

    /// <summary>Finds a word, as it is spelt.</summary>
    /// <param name="word">The word.</param>
    /// <param name="index">Its place among <see cref="Words"/>.</param>
    /// <returns>False when it is not in the vocabulary.</returns>
    public bool TryFind(ReadOnlySpan<char> word, out int index) => _index.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out index);

    /// <summary>The words nearest to a word, itself left out.</summary>
    /// <param name="word">The word.</param>
    /// <param name="count">How many are wanted.</param>
    /// <exception cref="ArgumentException">The word is not in the vocabulary.</exception>
    public IReadOnlyList<SimilarWord> Nearest(string word, int count = 10)
    {
        var index = Require(word, nameof(word));
        return Nearest(this[index], count, [index]);
    }

    /// <summary>The words nearest to a vector.</summary>
    /// <param name="vector"><i>Shape:</i> [dimension].</param>
    /// <param name="count">How many are wanted.</param>
    /// <exception cref="ArgumentException">The vector has another length.</exception>
    public IReadOnlyList<SimilarWord> Nearest(ReadOnlySpan<float> vector, int count = 10) => Nearest(vector, count, []);

    /// <summary>
    /// The words that are to <paramref name="c"/> what <paramref name="b"/> is to <paramref name="a"/>, those three left out: the nearest to b − a + c, each
    /// scaled to length 1 (Mikolov et al., 2013, "Linguistic regularities"). man is to king as woman is to … queen.
    /// </summary>
    /// <param name="a">The first word of the known pair.</param>
    /// <param name="b">The second word of the known pair.</param>
    /// <param name="c">The first word of the sought pair.</param>
    /// <param name="count">How many are wanted.</param>
    /// <exception cref="ArgumentException">A word is not in the vocabulary.</exception>
    public IReadOnlyList<SimilarWord> Analogy(string a, string b, string c, int count = 10)
    {
        int[] given = [Require(a, nameof(a)), Require(b, nameof(b)), Require(c, nameof(c))];
        var target = new float[Dimension];
        foreach (var (index, sign) in given.Zip([-1f, 1f, 1f]))
        {
            if (_lengths.Value[index] > 0)
                TensorPrimitives.MultiplyAdd(this[index], sign / _lengths.Value[index], target, target);
        }
        return Nearest(target, count, given);
    }

    [SuppressMessage("Design", "MA0015", Justification = "The name is that of the public method's parameter.")]
    private int Require(string word, string parameter)
    {
        ArgumentNullException.ThrowIfNull(word, parameter);
        return TryFind(word, out var index) ? index : throw new ArgumentException($"The word '{word}' is not among the {Words.Count} of the vocabulary.", parameter);
    }

    private SimilarWord[] Nearest(ReadOnlySpan<float> vector, int count, ReadOnlySpan<int> without)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (vector.Length != Dimension)
            throw new ArgumentException($"The vector has {vector.Length} numbers; the vectors here have {Dimension}.", nameof(vector));
        var length = TensorPrimitives.Norm(vector);
        var best = new PriorityQueue<int, (float Similarity, int Order)>();
        for (var i = 0; i < Words.Count; i++)
        {
            if (without.Contains(i))
                continue;
            var scale = length * _lengths.Value[i];
            // Of words that are equally near the earlier, more frequent one comes first.
            best.Enqueue(i, (scale > 0 ? TensorPrimitives.Dot(vector, this[i]) / scale : 0, -i));
            if (best.Count > count)
                best.Dequeue();
        }
        var result = new SimilarWord[best.Count];
        for (var i = result.Length - 1; i >= 0; i--)
        {
            best.TryDequeue(out var index, out var priority);
            result[i] = new SimilarWord(Words[index], priority.Similarity);
        }
        return result;
    }

    private float[] ComputeMean()
    {
        var sums = new double[Dimension];
        for (var i = 0; i < Words.Count; i++)
        {
            var vector = this[i];
            for (var j = 0; j < sums.Length; j++)
                sums[j] += vector[j];
        }
        return [.. sums.Select(sum => (float)(sum / Words.Count))];
    }
}
