using System.Text;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.StaticVectors;

/// <summary>Gathers words and their vectors as a file is read. What is wrong is reported with the place in the file.</summary>
/// <param name="file">What error messages call the file.</param>
/// <param name="dimension">The length of a vector.</param>
/// <param name="expected">How many words will come, as far as that is known.</param>
internal sealed class WordVectorBuilder(string file, int dimension, int expected)
{
    /// <summary>More than any published vectors have; what says otherwise is no such file.</summary>
    public const int LargestDimension = 1 << 14;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<string> _words = new(expected);
    private readonly Dictionary<string, int> _index = new(expected, StringComparer.Ordinal);
    private float[] _values = new float[checked(expected * dimension)];

    public int Count => _words.Count;

    /// <summary>Adds a word and gives the place of its vector, to be filled by the caller.</summary>
    /// <param name="utf8">The word.</param>
    /// <param name="place">Where it stands, such as <c>line 5</c>.</param>
    /// <exception cref="InvalidDataException">The word is empty, not valid UTF-8, or was there before.</exception>
    public Span<float> Add(ReadOnlySpan<byte> utf8, string place)
    {
        if (utf8.IsEmpty)
            throw new InvalidDataException($"{file}, {place}: a vector without a word before it.");
        if (utf8.Contains((byte)'\n'))
            throw new InvalidDataException($"{file}, {place}: the word holds a line break.");
        string word;
        try
        {
            word = Strict.GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"{file}, {place}: the word is not valid UTF-8.", e);
        }
        if (!_index.TryAdd(word, _words.Count))
            throw new InvalidDataException(FormattableString.Invariant($"{file}, {place}: the word {UntrustedText.Quote(word)} stands there a second time; it was word {_index[word] + 1}."));
        var start = checked(_words.Count * dimension);
        _words.Add(word);
        if (start + dimension > _values.Length)
            Array.Resize(ref _values, (int)Math.Min(Array.MaxLength, Math.Max(start + (long)dimension, 2L * _values.Length)));
        return _values.AsSpan(start, dimension);
    }

    /// <summary>All that was added.</summary>
    /// <exception cref="InvalidDataException">Nothing was.</exception>
    public WordVectors Build()
    {
        if (_words.Count == 0)
            throw new InvalidDataException($"{file}: there are no words.");
        Array.Resize(ref _values, _words.Count * dimension);
        return new WordVectors(_words, _index, _values, dimension);
    }
}
