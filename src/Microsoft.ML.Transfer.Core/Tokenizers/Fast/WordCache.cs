using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// Words and their ids, so that a word that comes again is not worked out again. Of fixed size, with two places for each word: nothing is
/// allocated, and of two words in the way of a newcomer the one not used last gives way. Not thread-safe.
/// </summary>
internal sealed class WordCache
{
    // 32,768 places of 80 bytes: 2.6 MB, about what the words of a few novels need.
    private const int Places = 1 << 15;

    /// <summary>The longest word that is kept, in UTF-16 units.</summary>
    public const int LongestWord = 20;

    private const int MostIds = 8;

    private readonly Entry[] _entries = new Entry[Places];

    /// <summary>Appends the ids of a word that is known.</summary>
    public bool TryGet(ReadOnlySpan<char> word, List<int> ids, out uint hash)
    {
        hash = Hash(word);
        // The word used last stands first of the two.
        var first = (int)(hash & (Places - 2));
        if (!_entries[first].Is(hash, word))
        {
            if (!_entries[first + 1].Is(hash, word))
                return false;
            (_entries[first], _entries[first + 1]) = (_entries[first + 1], _entries[first]);
        }
        ref readonly var entry = ref _entries[first];
        if (entry.Count == 1)
            ids.Add(entry.Ids[0]);
        else
            ids.AddRange(((ReadOnlySpan<int>)entry.Ids)[..entry.Count]);
        return true;
    }

    /// <summary>Keeps a word where it is not too long.</summary>
    public void Set(uint hash, ReadOnlySpan<char> word, ReadOnlySpan<int> ids)
    {
        if (word.Length > LongestWord || ids.Length > MostIds || word.IsEmpty)
            return;
        var first = (int)(hash & (Places - 2));
        _entries[first + 1] = _entries[first];
        ref var entry = ref _entries[first];
        entry.Hash = hash;
        entry.Length = (byte)word.Length;
        entry.Count = (byte)ids.Length;
        word.CopyTo(entry.Word);
        ids.CopyTo(entry.Ids);
    }

    private static uint Hash(ReadOnlySpan<char> word)
    {
        var hash = 0x9E3779B97F4A7C15UL ^ (uint)word.Length;
        foreach (var quad in MemoryMarshal.Cast<char, ulong>(word))
            hash = (hash ^ quad) * 0xD6E8FEB86659FD93 ^ (hash >> 29);
        foreach (var c in word[(word.Length & ~3)..])
            hash = (hash ^ c) * 0xD6E8FEB86659FD93;
        return (uint)((hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93 >> 32);
    }

    [InlineArray(LongestWord)]
    private struct WordBuffer
    {
        private char _first;
    }

    [InlineArray(MostIds)]
    private struct IdBuffer
    {
        private int _first;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public uint Hash;
        public byte Length;
        public byte Count;
        public WordBuffer Word;
        public IdBuffer Ids;

        public readonly bool Is(uint hash, ReadOnlySpan<char> word) =>
            Hash == hash && Length == word.Length && word.SequenceEqual(((ReadOnlySpan<char>)Word)[..Length]);
    }
}
