using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Tensors.Serialization;

/// <summary>
/// Writes safetensors files. The same tensors give the same bytes: widest elements first, then by name, as the reference writer orders them, so
/// that every tensor is aligned to its element size.
/// </summary>
public static class SafetensorsWriter
{
    private const int HeaderAlignment = 8;

    /// <summary>Writes a file atomically: either the old content or all of the new stands at the path.</summary>
    /// <param name="path">The file to write. Its folder must exist.</param>
    /// <param name="tensors">The tensors, in any order.</param>
    /// <param name="metadata">Free text pairs for <c>__metadata__</c>, written in the order of their keys.</param>
    /// <exception cref="ArgumentException">A name is empty, reserved, not valid Unicode or used twice, or data and shape disagree.</exception>
    /// <exception cref="IOException">The file cannot be written or replaced.</exception>
    public static void Save(string path, IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        // Everything that can be wrong with the tensors is found before a file is made.
        var (header, ordered) = Lay(tensors, metadata);
        AtomicFile.Write(path, stream => Write(stream, header, ordered));
    }

    /// <summary>Writes a file to a stream, from the stream's position on.</summary>
    /// <param name="stream">Where to write; it is not closed.</param>
    /// <param name="tensors">The tensors, in any order.</param>
    /// <param name="metadata">Free text pairs for <c>__metadata__</c>, written in the order of their keys.</param>
    /// <exception cref="ArgumentException">A name is empty, reserved, not valid Unicode or used twice, or data and shape disagree.</exception>
    public static void Write(Stream stream, IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var (header, ordered) = Lay(tensors, metadata);
        Write(stream, header, ordered);
    }

    private static void Write(Stream stream, ReadOnlyMemory<byte> header, List<SafetensorsTensor> ordered)
    {
        Span<byte> prefix = stackalloc byte[SafetensorsHeader.PrefixLength];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        stream.Write(prefix);
        stream.Write(header.Span);
        foreach (var tensor in ordered)
            stream.Write(tensor.Data.Span);
    }

    private static (ReadOnlyMemory<byte> Header, List<SafetensorsTensor> Ordered) Lay(
        IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        Check(tensors);
        foreach (var (key, value) in metadata ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (!IsUnicode(key) || !IsUnicode(value))
                throw new ArgumentException($"The metadata {UntrustedText.Quote(key)} holds half of a surrogate pair; only valid Unicode can be written.", nameof(metadata));
        }
        var ordered = tensors
            .OrderByDescending(tensor => tensor.Type.BitsPerElement())
            .ThenBy(tensor => tensor.Name, StringComparer.Ordinal)
            .ToList();

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }
            var offset = 0L;
            foreach (var tensor in ordered)
            {
                WriteEntry(json, tensor, offset);
                offset += tensor.Data.Length;
            }
            json.WriteEndObject();
        }

        var padding = (HeaderAlignment - (buffer.WrittenCount % HeaderAlignment)) % HeaderAlignment;
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        if (buffer.WrittenCount > SafetensorsHeader.MaximumLength)
            throw new ArgumentException(FormattableString.Invariant($"The header would be {buffer.WrittenCount} bytes long; at most {SafetensorsHeader.MaximumLength} are allowed. Write fewer tensors a file."), nameof(tensors));
        return (buffer.WrittenMemory, ordered);
    }

    private static void WriteEntry(Utf8JsonWriter json, SafetensorsTensor tensor, long offset)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type.HeaderName());
        json.WriteStartArray("shape");
        foreach (var dimension in tensor.Shape)
            json.WriteNumberValue(dimension);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + tensor.Data.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Check(IReadOnlyList<SafetensorsTensor> tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tensor in tensors)
        {
            if (tensor is null)
                throw new ArgumentException("A tensor in the list is null.", nameof(tensors));
            if (string.IsNullOrEmpty(tensor.Name))
                throw new ArgumentException("A tensor has no name; every tensor needs one.", nameof(tensors));
            if (string.Equals(tensor.Name, SafetensorsHeader.MetadataKey, StringComparison.Ordinal))
                throw new ArgumentException($"No tensor can be named {SafetensorsHeader.MetadataKey}; the format keeps it for metadata.", nameof(tensors));
            if (!IsUnicode(tensor.Name))
                throw new ArgumentException($"The tensor name {UntrustedText.Quote(tensor.Name)} holds half of a surrogate pair; only valid Unicode can be written.", nameof(tensors));
            if (!names.Add(tensor.Name))
                throw new ArgumentException($"Two tensors are named {UntrustedText.Quote(tensor.Name)}; names must be unique.", nameof(tensors));
            if (tensor.Shape.IsDefault)
                throw new ArgumentException($"Tensor {UntrustedText.Quote(tensor.Name)} has no shape.", nameof(tensors));

            var bits = (System.Numerics.BigInteger)tensor.Type.BitsPerElement();
            foreach (var dimension in tensor.Shape)
            {
                if (dimension < 0)
                    throw new ArgumentException(FormattableString.Invariant($"Tensor {UntrustedText.Quote(tensor.Name)} has the dimension {dimension}; dimensions are 0 or more."), nameof(tensors));
                bits *= dimension;
            }
            if (bits != (long)tensor.Data.Length * 8)
                throw new ArgumentException(FormattableString.Invariant($"Tensor {UntrustedText.Quote(tensor.Name)} holds {tensor.Data.Length} bytes, but {tensor.Type.HeaderName()} of shape [{string.Join(", ", tensor.Shape)}] takes {bits} bits."), nameof(tensors));
        }
    }

    /// <summary>The JSON writer would replace half a surrogate pair by U+FFFD, and the tensor would not be found again.</summary>
    private static bool IsUnicode(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var consumed) != OperationStatus.Done)
                return false;
            rest = rest[consumed..];
        }
        return true;
    }
}
