using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Tokens and their ids. All text stands in one array, and look-ups take spans, so that nothing is allocated to find a token.</summary>
internal sealed class Vocabulary
{
    private readonly char[] _text;
    private readonly Entry[] _entries;
    private readonly int[] _buckets;
    private readonly int[] _entryOfId;
    private readonly string?[] _strings;

    // Loading happens once in most processes: the first code that the compiler makes of these loops would take longer than the work itself.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Vocabulary(IReadOnlyCollection<KeyValuePair<string, int>> tokens, string source)
    {
        _entries = new Entry[tokens.Count];
        _buckets = new int[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, 2 * tokens.Count))];
        var (length, highest) = (0, -1);
        foreach (var (token, id) in tokens)
        {
            if (id is < 0 or > MaximumId)
                throw new InvalidDataException(FormattableString.Invariant($"{source}: the id {id} of the token '{token}' is not between 0 and {MaximumId}."));
            length += token.Length;
            highest = Math.Max(highest, id);
        }
        _text = new char[length];
        _entryOfId = new int[highest + 1];
        _strings = new string?[highest + 1];
        Array.Fill(_entryOfId, -1);
        var (at, count) = (0, 0);
        foreach (var (token, id) in tokens)
        {
            token.CopyTo(_text.AsSpan(at));
            var hash = Hash(token);
            ref var bucket = ref _buckets[hash & (uint)(_buckets.Length - 1)];
            for (var i = bucket - 1; i >= 0; i = _entries[i].Next)
            {
                if (_entries[i].Hash == hash && IsAt(i, token))
                    throw new InvalidDataException(FormattableString.Invariant($"{source}: the token '{token}' is there twice, with ids {_entries[i].Id} and {id}."));
            }
            _entries[count] = new Entry(hash, at, token.Length, id, bucket - 1);
            bucket = ++count;
            at += token.Length;
            _entryOfId[id] = count - 1;
            _strings[id] = token;
        }
    }

    /// <summary>Ids index arrays, so an absurd one must not decide about memory.</summary>
    public const int MaximumId = 16_777_215;

    /// <summary>How many tokens there are.</summary>
    public int Count => _entries.Length;

    /// <summary>One more than the highest id.</summary>
    public int IdLimit => _entryOfId.Length;

    /// <summary>The id of a token, or -1.</summary>
    public int IdOf(ReadOnlySpan<char> token)
    {
        var entry = Find(token);
        return entry < 0 ? -1 : _entries[entry].Id;
    }

    /// <summary>The token of an id, or null.</summary>
    public string? TokenOf(int id) => (uint)id < (uint)_strings.Length ? _strings[id] : null;

    /// <summary>Every token with its id, by id.</summary>
    public IEnumerable<KeyValuePair<string, int>> ById()
    {
        for (var id = 0; id < _strings.Length; id++)
        {
            if (_strings[id] is { } token)
                yield return new(token, id);
        }
    }

    /// <summary>Every entry; several tokens may share an id.</summary>
    public IEnumerable<KeyValuePair<string, int>> Entries() => _entries.Select(entry => KeyValuePair.Create(_text.AsSpan(entry.Start, entry.Length).ToString(), entry.Id));

    /// <summary>A trie of the tokens, whose values are their ids.</summary>
    public PieceTrie ToTrie()
    {
        var trie = new PieceTrie(_text.Length);
        foreach (ref readonly var entry in _entries.AsSpan())
            trie.Add(_text.AsSpan(entry.Start, entry.Length), entry.Id);
        return trie;
    }

    /// <summary>Writes the entries as members of an object, by id, so that equal vocabularies give equal bytes.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        // Several tokens may share an id; only enumeration of the entries reaches them all.
        foreach (var entry in _entries.OrderBy(entry => entry.Id))
            json.WriteNumber(_text.AsSpan(entry.Start, entry.Length), entry.Id);
        json.WriteEndObject();
    }

    private int Find(ReadOnlySpan<char> token)
    {
        var hash = Hash(token);
        for (var i = _buckets[hash & (uint)(_buckets.Length - 1)] - 1; i >= 0; i = _entries[i].Next)
        {
            if (_entries[i].Hash == hash && IsAt(i, token))
                return i;
        }
        return -1;
    }

    private bool IsAt(int index, ReadOnlySpan<char> token) =>
        _entries[index].Length == token.Length && token.SequenceEqual(_text.AsSpan(_entries[index].Start, token.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ReadOnlySpan<char> token)
    {
        var hash = 2166136261u;
        foreach (var c in token)
            hash = (hash ^ c) * 16777619u;
        return hash ^ (hash >> 15);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(uint Hash, int Start, int Length, int Id, int Next);
}
