using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// SentencePiece's precompiled character map: the byte length of a double-array trie, the trie as 32-bit units, and the replacements as UTF-8
/// strings ended by a zero byte, at the offsets that the trie's leaves name.
/// </summary>
internal sealed class CharacterMap
{
    // In UTF-16 units; published maps have keys of up to six.
    private const int LongestKey = 16;

    private readonly uint[] _units;
    private readonly string?[] _replacements;
    private readonly int[] _ascii = new int[128];

    /// <exception cref="FormatException">The bytes are no such map.</exception>
    public CharacterMap(byte[] bytes)
    {
        Bytes = bytes;
        if (bytes.Length < 4)
            throw new FormatException(FormattableString.Invariant($"It has {bytes.Length} bytes, too few for its header."));
        var trieLength = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (trieLength == 0 || trieLength % 4 != 0 || trieLength > (uint)(bytes.Length - 4))
            throw new FormatException(FormattableString.Invariant($"Its trie is said to have {trieLength} bytes, of {bytes.Length - 4} there are."));
        _units = new uint[trieLength / 4];
        for (var i = 0; i < _units.Length; i++)
            _units[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4 + 4 * i));
        _replacements = ReadReplacements(bytes.AsSpan(4 + (int)trieLength));
        for (var c = 0; c < 128; c++)
            _ascii[c] = Search([(byte)c]);
    }

    public byte[] Bytes { get; }

    /// <summary>What replaces a text: the entry of the shortest beginning of it that has one, for the whole of it; null where none has.</summary>
    public string? Find(ReadOnlySpan<char> text)
    {
        int found;
        if (text[0] < 128)
        {
            // An entry for the first character is the shortest there can be.
            found = _ascii[text[0]];
            if (found < 0 && text.Length == 1)
                return null;
            if (found >= 0)
                return _replacements[found];
        }
        Span<byte> utf8 = stackalloc byte[32];
        found = Search(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
        return found < 0 ? null : _replacements[found];
    }

    /// <summary>What replaces the longest beginning of a text that has an entry, and how many units that is; null where none has.</summary>
    public string? FindLongest(ReadOnlySpan<char> text, out int units)
    {
        units = 0;
        text = text[..Math.Min(text.Length, LongestKey)];
        Span<byte> utf8 = stackalloc byte[3 * LongestKey];
        var node = Offset(_units[0]);
        var (found, bytes) = (-1, 0);
        var key = utf8[..Encoding.UTF8.GetBytes(text, utf8)];
        for (var i = 0; i < key.Length && key[i] != 0; i++)
        {
            node ^= key[i];
            if (node >= (uint)_units.Length || (_units[node] & 0x800000FF) != key[i])
                break;
            var unit = _units[node];
            node ^= Offset(unit);
            if ((unit & 0x100) != 0 && node < (uint)_units.Length)
                (found, bytes) = ((int)(_units[node] & 0x7FFFFFFF), i + 1);
        }
        if (found < 0 || found >= _replacements.Length || _replacements[found] is not { } replacement)
            return null;
        units = Encoding.UTF8.GetCharCount(key[..bytes]);
        return replacement;
    }

    private int Search(ReadOnlySpan<byte> key)
    {
        var node = Offset(_units[0]);
        foreach (var value in key)
        {
            if (value == 0)
                break;
            node ^= value;
            if (node >= (uint)_units.Length)
                return -1;
            var unit = _units[node];
            if ((unit & 0x800000FF) != value)
                return -1;
            node ^= Offset(unit);
            if ((unit & 0x100) != 0 && node < (uint)_units.Length)
            {
                var leaf = (int)(_units[node] & 0x7FFFFFFF);
                return leaf < _replacements.Length && _replacements[leaf] is not null ? leaf : -1;
            }
        }
        return -1;
    }

    private static uint Offset(uint unit) => unit >> 10 << (int)((unit & 0x200) >> 6);

    private static string?[] ReadReplacements(ReadOnlySpan<byte> bytes)
    {
        var replacements = new string?[bytes.Length];
        for (var start = 0; start < bytes.Length;)
        {
            var length = bytes[start..].IndexOf((byte)0);
            if (length < 0)
                length = bytes.Length - start;
            replacements[start] = Encoding.UTF8.GetString(bytes.Slice(start, length));
            start += length + 1;
        }
        return replacements;
    }
}
