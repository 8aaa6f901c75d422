using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.StaticVectors;

/// <summary>
/// Reads files of word vectors. Strict: a vector of another length, something that is no finite number, a word that stands there twice or a count that is
/// not kept is an error that names the place. Memory is asked for only as far as the length of the file can justify.
/// </summary>
internal sealed class WordVectorFile
{
    private const int LongestWord = 1 << 12;
    private const int LongestHeader = 64;

    private readonly string _file;
    private readonly WordVectorOptions _options;
    private readonly LineScanner _scanner;
    private readonly long _length;

    private WordVectorFile(Stream stream, string file, WordVectorOptions options)
    {
        (_file, _options, _scanner, _length) = (file, options, new LineScanner(stream, file), stream.Length);
    }

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is malformed; the message says where.</exception>
    public static WordVectors Read(string path, WordVectorOptions options)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        var format = options.Format == WordVectorFormat.Detect ? Detect(stream) : options.Format;
        stream.Position = 0;
        var file = new WordVectorFile(stream, path, options);
        return format switch
        {
            WordVectorFormat.Glove => file.ReadText(hasHeader: false),
            WordVectorFormat.Word2VecText => file.ReadText(hasHeader: true),
            _ => file.ReadBinary(),
        };
    }

    /// <summary>A first line of two whole numbers is that of word2vec; numbers as text follow or, as bytes, what is no text of numbers.</summary>
    private static WordVectorFormat Detect(FileStream stream)
    {
        var start = new byte[LongestHeader + LongestWord + 256];
        Array.Resize(ref start, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        var end = start.AsSpan().IndexOf((byte)'\n');
        if (end is < 0 or > LongestHeader || !TryParseHeader(start.AsSpan(0, end), out _, out _))
            return WordVectorFormat.Glove;
        var rest = start.AsSpan(end + 1);
        var numbers = rest[(rest.IndexOf((byte)' ') + 1)..];
        if (numbers.IndexOf((byte)'\n') is var line and >= 0)
            numbers = numbers[..line];
        return numbers.ContainsAnyExcept("0123456789+-.eE \r\t"u8) ? WordVectorFormat.Word2VecBinary : WordVectorFormat.Word2VecText;
    }

    private static bool TryParseHeader(ReadOnlySpan<byte> line, out int count, out int dimension)
    {
        dimension = 0;
        line = line.Trim(" \t\r"u8);
        return Utf8Parser.TryParse(line, out count, out var used) && used < line.Length && line[used] == ' '
            && Utf8Parser.TryParse(line[(used + 1)..], out dimension, out var rest) && used + 1 + rest == line.Length;
    }

    private WordVectors ReadText(bool hasHeader)
    {
        int? announced = null;
        var dimension = 0;
        if (hasHeader)
            (announced, dimension) = ReadHeader(bytesPerNumber: 2);
        WordVectorBuilder? builder = null;
        while ((builder is null || builder.Count < Wanted(announced)) && _scanner.TryReadLine(out var line))
        {
            line = line.TrimEnd((byte)' ');
            if (line.IsEmpty)
                throw Malformed("an empty line");
            if (dimension == 0)
                dimension = CountNumbers(line);
            builder ??= new WordVectorBuilder(_file, dimension, announced is null ? 1024 : Wanted(announced));
            ReadLine(line, dimension, builder);
        }
        if (announced is not null && (builder?.Count ?? 0) < Wanted(announced))
            throw new InvalidDataException(FormattableString.Invariant($"{_file}: ends after {builder?.Count ?? 0} of the {announced} words that its first line announces."));
        if (announced is not null && _options.MaximumWords is null && _scanner.TryReadLine(out _))
            throw Malformed(FormattableString.Invariant($"more than the {announced} words that the first line announces"));
        return (builder ?? new WordVectorBuilder(_file, 1, 1)).Build();
    }

    private WordVectors ReadBinary()
    {
        var (announced, dimension) = ReadHeader(bytesPerNumber: sizeof(float));
        var wanted = Wanted(announced);
        var builder = new WordVectorBuilder(_file, dimension, wanted);
        while (builder.Count < wanted)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"word {builder.Count + 1}");
            // Some writers end each vector with a line break, some do not.
            while (_scanner.Peek() == '\n')
                _scanner.Skip();
            if (!_scanner.TryReadTo((byte)' ', LongestWord, out var word, out var isEnd))
                throw new InvalidDataException(FormattableString.Invariant($"{_file}, {place}: no blank within {LongestWord} bytes; a word has one after it."));
            if (isEnd)
                throw new InvalidDataException(FormattableString.Invariant($"{_file}: ends after {builder.Count} of the {announced} words that its first line announces."));
            var values = builder.Add(word, place);
            if (!_scanner.TryCopyTo(MemoryMarshal.AsBytes(values)))
                throw new InvalidDataException(FormattableString.Invariant($"{_file}, {place}: the file ends within its {dimension} numbers."));
            if (!BitConverter.IsLittleEndian)
                throw new PlatformNotSupportedException("Word vectors are little-endian; this processor is big-endian, which is not supported.");
            if (!System.Numerics.Tensors.TensorPrimitives.IsFiniteAll<float>(values))
                throw new InvalidDataException($"{_file}, {place}: its numbers are not all finite.");
        }
        return builder.Build();
    }

    private (int Count, int Dimension) ReadHeader(int bytesPerNumber)
    {
        if (!_scanner.TryReadLine(out var line) || !TryParseHeader(line, out var count, out var dimension))
            throw Malformed("the first line must hold the number of words and the number of dimensions");
        if (count < 1 || dimension is < 1 or > WordVectorBuilder.LargestDimension)
            throw Malformed(FormattableString.Invariant($"{count} words of {dimension} dimensions; there must be at least 1 of each, and at most {WordVectorBuilder.LargestDimension} dimensions"));
        // A word has at least a byte and a blank or line end, which the last may lack.
        if ((dimension * (long)bytesPerNumber + 2) * count - 1 > _length)
            throw Malformed(FormattableString.Invariant($"{count} words of {dimension} dimensions are announced, which cannot be in a file of {_length} bytes"));
        if (Math.Min(count, _options.MaximumWords ?? count) * (long)dimension > Array.MaxLength)
            throw Malformed(FormattableString.Invariant($"{count} words of {dimension} dimensions are more than the {Array.MaxLength} numbers that are read; ask for fewer words"));
        return (count, dimension);
    }

    private int Wanted(int? announced) => Math.Min(announced ?? int.MaxValue, _options.MaximumWords ?? int.MaxValue);

    private int CountNumbers(ReadOnlySpan<byte> line)
    {
        var count = line.Count((byte)' ');
        return count is >= 1 and <= WordVectorBuilder.LargestDimension
            ? count
            : throw Malformed(FormattableString.Invariant($"{count} numbers after the word; there must be 1 to {WordVectorBuilder.LargestDimension}"));
    }

    /// <summary>The numbers are taken from the end: some published files have words with blanks in them.</summary>
    private void ReadLine(ReadOnlySpan<byte> line, int dimension, WordVectorBuilder builder)
    {
        var split = line.Length;
        for (var i = 0; i < dimension; i++)
        {
            split = line[..split].LastIndexOf((byte)' ');
            if (split < 0)
                throw Malformed(FormattableString.Invariant($"a word and {i} numbers; the vectors have {dimension}"));
        }
        var values = builder.Add(line[..split], string.Create(CultureInfo.InvariantCulture, $"line {_scanner.Line}"));
        var rest = line[(split + 1)..];
        for (var i = 0; i < dimension; i++)
        {
            var end = rest.IndexOf((byte)' ');
            var text = end < 0 ? rest : rest[..end];
            if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) || !float.IsFinite(values[i]))
                throw Malformed(FormattableString.Invariant($"number {i + 1} is {UntrustedText.Quote(Encoding.UTF8.GetString(text))}; it must be a finite number"));
            rest = end < 0 ? default : rest[(end + 1)..];
        }
    }

    private InvalidDataException Malformed(string what) => new(FormattableString.Invariant($"{_file}, line {_scanner.Line}: {what}."));
}
