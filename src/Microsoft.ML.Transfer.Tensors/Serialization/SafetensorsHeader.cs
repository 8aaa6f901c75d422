using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace Microsoft.ML.Transfer.Tensors.Serialization;

/// <summary>
/// The JSON header of a safetensors file, parsed and checked. Nothing is allocated from a number in the file before that number has been held
/// against the file's length.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The longest header the format allows.</summary>
    public const long MaximumLength = 100_000_000;

    /// <summary>The bytes before the header: its length as a little-endian 64-bit number.</summary>
    public const int PrefixLength = 8;

    /// <summary>The key of the free metadata among the tensor names.</summary>
    public const string MetadataKey = "__metadata__";

    private const int MaximumDimensions = 64;

    private readonly string _file;
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly List<SafetensorsEntry> _entries = [];

    private SafetensorsHeader(string file) => _file = file;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>The tensors in the order of their data.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => _entries;

    /// <summary>Where the data begin, in bytes from the start of the file.</summary>
    public long DataStart { get; private set; }

    /// <exception cref="InvalidDataException">The bytes break a rule of the format.</exception>
    public static SafetensorsHeader Read(ByteSource source, string file)
    {
        var header = new SafetensorsHeader(file);
        var json = header.ReadJson(source);
        header.Parse(json);
        header.CheckLayout(source.Length - header.DataStart);
        return header;
    }

    private byte[] ReadJson(ByteSource source)
    {
        if (source.Length < PrefixLength)
            throw Malformed($"the file has {source.Length} bytes; a safetensors file begins with an 8-byte header length");

        Span<byte> prefix = stackalloc byte[PrefixLength];
        source.CopyTo(0, prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaximumLength)
            throw Malformed($"the header is said to be {length} bytes long; at most {MaximumLength} are allowed");
        if ((long)length > source.Length - PrefixLength)
            throw Malformed($"the header is said to be {length} bytes long, but only {source.Length - PrefixLength} bytes follow; the file is cut off or not a safetensors file");
        if (length < 2)
            throw Malformed($"the header is said to be {length} bytes long; the shortest header is {{}}");

        DataStart = PrefixLength + (long)length;
        var json = new byte[(int)length];
        source.CopyTo(PrefixLength, json);
        if (json[0] != (byte)'{')
            throw Malformed($"the header begins with byte 0x{json[0]:X2}; it must be a JSON object that begins with '{{'");
        if (!Utf8.IsValid(json))
            throw Malformed($"the header is not valid UTF-8");
        return json;
    }

    private void Parse(byte[] json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 16 });
        try
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                if (!names.Add(name))
                    throw Malformed($"the name {UntrustedText.Quote(name)} stands twice in the header; names must be unique");
                reader.Read();
                if (string.Equals(name, MetadataKey, StringComparison.Ordinal))
                    ParseMetadata(ref reader);
                else
                    _entries.Add(ParseTensor(ref reader, name));
            }
            // Anything but blanks after the closing brace makes the reader throw.
            while (reader.Read())
            {
            }
        }
        catch (JsonException exception)
        {
            throw Malformed($"the header is not valid JSON near its byte {reader.BytesConsumed} ({exception.Message})", exception);
        }
        catch (InvalidOperationException exception)
        {
            // A string with half of a surrogate pair as an escape has no UTF-16 form.
            throw Malformed($"the header holds a string that is not valid Unicode before its byte {reader.BytesConsumed}", exception);
        }
    }

    private void ParseMetadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Malformed($"{MetadataKey} is a JSON {Kind(reader.TokenType)}; it must be an object of strings");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw Malformed($"{MetadataKey}: the value of {UntrustedText.Quote(key)} is a JSON {Kind(reader.TokenType)}; only strings are allowed");
            if (!_metadata.TryAdd(key, reader.GetString()!))
                throw Malformed($"{MetadataKey}: the key {UntrustedText.Quote(key)} stands twice; keys must be unique");
        }
    }

    private SafetensorsEntry ParseTensor(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Malformed(name, $"described by a JSON {Kind(reader.TokenType)}; it must be an object with dtype, shape and data_offsets");

        SafetensorsType? type = null;
        ImmutableArray<long>? shape = null;
        (long Start, long End)? offsets = null;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            if (!keys.Add(key))
                throw Malformed(name, $"the key {UntrustedText.Quote(key)} stands twice; keys must be unique");
            reader.Read();
            switch (key)
            {
                case "dtype":
                    type = ParseType(ref reader, name);
                    break;
                case "shape":
                    shape = ParseNumbers(ref reader, name, "shape", MaximumDimensions);
                    break;
                case "data_offsets":
                    var pair = ParseNumbers(ref reader, name, "data_offsets", 2);
                    if (pair.Length != 2)
                        throw Malformed(name, $"data_offsets has {pair.Length} numbers; it must have 2, begin and end");
                    offsets = (pair[0], pair[1]);
                    break;
                default:
                    // Like the reference reader: what a later version may add does not stop this one.
                    reader.Skip();
                    break;
            }
        }

        if (type is not { } knownType)
            throw Malformed(name, $"dtype is missing");
        if (shape is not { } knownShape)
            throw Malformed(name, $"shape is missing");
        if (offsets is not { } knownOffsets)
            throw Malformed(name, $"data_offsets is missing");
        if (knownOffsets.End < knownOffsets.Start)
            throw Malformed(name, $"data_offsets end at {knownOffsets.End}, before they begin at {knownOffsets.Start}");

        var expected = ByteLength(name, knownType, knownShape);
        var found = knownOffsets.End - knownOffsets.Start;
        if (found != expected)
            throw Malformed(name, $"data_offsets hold {found} bytes, but {knownType.HeaderName()} of shape [{string.Join(", ", knownShape)}] takes {expected}");
        return new SafetensorsEntry(name, knownType, knownShape, knownOffsets.Start, found);
    }

    private SafetensorsType ParseType(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw Malformed(name, $"dtype is a JSON {Kind(reader.TokenType)}; it must be a string");
        var text = reader.GetString()!;
        if (!SafetensorsTypeNames.TryParse(text, out var type))
            throw Malformed(name, $"unknown dtype {UntrustedText.Quote(text)}; known are {SafetensorsTypeNames.All}");
        return type;
    }

    private ImmutableArray<long> ParseNumbers(ref Utf8JsonReader reader, string name, string key, int most)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Malformed(name, $"{key} is a JSON {Kind(reader.TokenType)}; it must be an array of whole numbers");
        var numbers = ImmutableArray.CreateBuilder<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (numbers.Count == most)
                throw Malformed(name, $"{key} has more than {most} numbers");
            if (reader.TokenType != JsonTokenType.Number)
                throw Malformed(name, $"{key}[{numbers.Count}] is a JSON {Kind(reader.TokenType)}; it must be a whole number");
            if (!reader.TryGetInt64(out var number) || number < 0)
                throw Malformed(name, $"{key}[{numbers.Count}] is {System.Text.Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, 40)])}; it must be a whole number from 0 to {long.MaxValue}");
            numbers.Add(number);
        }
        return numbers.ToImmutable();
    }

    private long ByteLength(string name, SafetensorsType type, ImmutableArray<long> shape)
    {
        try
        {
            var bits = (long)type.BitsPerElement();
            foreach (var dimension in shape)
                bits = checked(bits * dimension);
            if (bits % 8 != 0)
                throw Malformed(name, $"{type.HeaderName()} of shape [{string.Join(", ", shape)}] takes {bits} bits, which is not a whole number of bytes");
            return bits / 8;
        }
        catch (OverflowException exception)
        {
            throw Malformed(name, $"the size of {type.HeaderName()} of shape [{string.Join(", ", shape)}] overflows 64 bits", exception);
        }
    }

    /// <summary>Sorted by offset, the tensors must fill the data from 0 to its end without overlap or hole.</summary>
    private void CheckLayout(long dataLength)
    {
        // A stable order: an empty tensor may share its offset with the tensor after it.
        var sorted = _entries.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Length).ToList();
        _entries.Clear();
        _entries.AddRange(sorted);

        var expected = 0L;
        var before = "the start of the data";
        foreach (var entry in _entries)
        {
            if (entry.Offset < expected)
                throw Malformed(entry.Name, $"begins at byte {entry.Offset} of the data and overlaps {before}, which ends at {expected}");
            if (entry.Offset > expected)
                throw Malformed(entry.Name, $"begins at byte {entry.Offset} of the data, which leaves a hole after {before}, which ends at {expected}");
            if (entry.Length > dataLength - expected)
                throw Malformed(entry.Name, $"ends at byte {entry.Offset + entry.Length} of the data, but the file holds only {dataLength}; the file is cut off");
            expected += entry.Length;
            before = UntrustedText.Quote(entry.Name);
        }
        if (expected != dataLength)
            throw Malformed($"the file holds {dataLength} bytes of data, but its tensors end at {expected}; {dataLength - expected} bytes belong to no tensor");
    }

    private static string Kind(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "object",
        JsonTokenType.StartArray => "array",
        JsonTokenType.String => "string",
        JsonTokenType.Number => "number",
        JsonTokenType.True or JsonTokenType.False => "boolean",
        _ => "null",
    };

    private InvalidDataException Malformed(string name, FormattableString what, Exception? inner = null) =>
        Malformed($"tensor {UntrustedText.Quote(name)}: {FormattableString.Invariant(what)}", inner);

    private InvalidDataException Malformed(FormattableString what, Exception? inner = null) =>
        new($"{_file}: {FormattableString.Invariant(what)}.", inner);
}
