using System.Buffers.Binary;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Reads the fields of a protocol-buffer message, one after the other, within the bytes it was given.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message, string name)
{
    private readonly int _length = message.Length;
    private ReadOnlySpan<byte> _rest = message;
    private int _wireType;

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field; its value must be read or skipped before the next call.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        var key = ReadVarint();
        Field = (int)Math.Min(key >> 3, int.MaxValue);
        _wireType = (int)(key & 7);
        return Field > 0 ? true : throw Error("has a field without a number");
    }

    public long Integer()
    {
        Require(0);
        return (long)ReadVarint();
    }

    public float Float()
    {
        Require(5);
        return BinaryPrimitives.ReadSingleLittleEndian(Take(4));
    }

    public ReadOnlySpan<byte> Bytes()
    {
        Require(2);
        var length = ReadVarint();
        return length <= (ulong)_rest.Length ? Take((int)length) : throw Error($"has a field {Field} of {length} bytes, of which {_rest.Length} are there");
    }

    public void Skip()
    {
        switch (_wireType)
        {
            case 0:
                ReadVarint();
                break;
            case 1:
                Take(8);
                break;
            case 2:
                Bytes();
                break;
            case 5:
                Take(4);
                break;
            default:
                throw Error($"has a field {Field} of the unknown wire type {_wireType}");
        }
    }

    public readonly InvalidDataException Error(string problem) =>
        new(FormattableString.Invariant($"{name} is not the model that it should be: at byte {_length - _rest.Length} of a message it {problem}."));

    private readonly void Require(int wireType)
    {
        if (_wireType != wireType)
            throw Error($"has a field {Field} of wire type {_wireType} instead of {wireType}");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw Error("ends within a field");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
        throw Error("has a number of more than ten bytes");
    }
}
