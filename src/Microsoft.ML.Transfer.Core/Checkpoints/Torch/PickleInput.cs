using System.Buffers.Binary;
using System.Text;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Checkpoints.Torch;

/// <summary>
/// The bytes of one pickle, read forward. A length in the pickle is held against the bytes that are left before anything is allocated.
/// </summary>
internal sealed class PickleInput
{
    /// <summary>The longest pickle that is read. That of a model has about 100 bytes a tensor.</summary>
    public const int MaximumBytes = 32 << 20;

    private const int LongestLine = 1024;

    private readonly ByteSource _source;
    private readonly string _file;
    private readonly long _start;
    private readonly long _end;
    private readonly byte[] _buffer = new byte[4096];
    private long _bufferStart;
    private int _bufferLength;

    /// <param name="source">The file.</param>
    /// <param name="file">What error messages call it.</param>
    /// <param name="start">Where the pickle begins.</param>
    /// <param name="length">The most bytes it can have.</param>
    public PickleInput(ByteSource source, string file, long start, long length)
    {
        _source = source;
        _file = file;
        _start = start;
        Position = start;
        _end = start + length;
    }

    /// <summary>The position in the file of the next byte.</summary>
    public long Position { get; private set; }

    public byte ReadByte()
    {
        Need(1);
        if (Position < _bufferStart || Position >= _bufferStart + _bufferLength)
        {
            _bufferLength = (int)Math.Min(_buffer.Length, _end - Position);
            _bufferStart = Position;
            _source.CopyTo(_bufferStart, _buffer.AsSpan(0, _bufferLength));
        }
        return _buffer[Position++ - _bufferStart];
    }

    public ushort ReadUInt16()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    public int ReadInt32()
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        Fill(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    public ulong ReadUInt64()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>The one number in a pickle that is big-endian.</summary>
    public double ReadDouble()
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        Fill(bytes);
        return BinaryPrimitives.ReadDoubleBigEndian(bytes);
    }

    public byte[] ReadBytes(ulong count)
    {
        Need(count);
        var bytes = new byte[(int)count];
        Fill(bytes);
        return bytes;
    }

    public string ReadText(ulong count) => Decode(ReadBytes(count));

    /// <summary>Text up to a line feed, which is passed over.</summary>
    public string ReadLine()
    {
        var line = new List<byte>();
        for (var next = ReadByte(); next != (byte)'\n'; next = ReadByte())
        {
            if (line.Count == LongestLine)
                throw Malformed($"a name of more than {LongestLine} bytes");
            line.Add(next);
        }
        return Decode([.. line]);
    }

    public InvalidDataException Malformed(FormattableString what) =>
        new(FormattableString.Invariant($"{_file}: malformed pickle at byte {Position}: {FormattableString.Invariant(what)}."));

    private void Fill(Span<byte> destination)
    {
        Need((ulong)destination.Length);
        _source.CopyTo(Position, destination);
        Position += destination.Length;
    }

    private void Need(ulong count)
    {
        if (count > (ulong)(_end - Position))
            throw Malformed($"{count} more bytes are needed, but {_end - Position} follow; the file is cut off");
        if (count > MaximumBytes || Position - _start > MaximumBytes - (long)count)
            throw Malformed($"more than {MaximumBytes} bytes; this is not the pickle of a model's weights");
    }

    private string Decode(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Malformed($"a text that is not valid UTF-8");
        }
    }
}
