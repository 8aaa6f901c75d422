using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The segmentation of the highest total score (Kudo, 2018), found by dynamic programming over the ends of pieces.</summary>
internal sealed class UnigramModel : ITokenModel
{
    // How much worse than the worst piece an unknown character is.
    private const double UnknownPenalty = 10;

    /// <summary>Says that scores are to be read to the last bit, unlike the reference reads them.</summary>
    private const string ExactScores = "exact_scores";

    private readonly ImmutableArray<(string Piece, double Score)> _pieces;
    private readonly PieceTrie _trie;
    private readonly double _unknownScore;
    private readonly int? _unknownId;
    private readonly bool _byteFallback;
    private readonly int[]? _byteIds;

    public UnigramModel(ImmutableArray<(string Piece, double Score)> pieces, int? unknownId, bool byteFallback, string source)
    {
        if (pieces.IsEmpty)
            throw new InvalidDataException($"{source}: the vocabulary is empty.");
        if (unknownId is { } unknown && unknown >= pieces.Length)
            throw new InvalidDataException(FormattableString.Invariant($"{source}: the unknown id {unknown} is not among the {pieces.Length} pieces."));
        _pieces = pieces;
        _unknownId = unknownId;
        _byteFallback = byteFallback;
        _unknownScore = pieces.Min(piece => piece.Score) - UnknownPenalty;
        _trie = new PieceTrie(pieces.Sum(piece => piece.Piece.Length));
        for (var id = 0; id < pieces.Length; id++)
            _trie.Add(pieces[id].Piece, id);
        // Of a piece that is there twice the last counts.
        var ids = new Dictionary<string, int>(pieces.Length, StringComparer.Ordinal);
        for (var id = 0; id < pieces.Length; id++)
            ids[pieces[id].Piece] = id;
        Vocabulary = new Vocabulary(ids, source);
        if (byteFallback)
            _byteIds = [.. Enumerable.Range(0, 256).Select(value => Vocabulary.IdOf(string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>")))];
    }

    public Vocabulary Vocabulary { get; }

    public static UnigramModel Read(ComponentJson json)
    {
        var exact = json.Boolean(ExactScores, false);
        var pieces = json.Array("vocab").Select((entry, index) =>
            entry.ValueKind == JsonValueKind.Array && entry.GetArrayLength() == 2
                && entry[0].ValueKind == JsonValueKind.String && entry[1].ValueKind == JsonValueKind.Number
            ? (entry[0].GetString()!, exact ? entry[1].GetDouble() : ReferenceNumbers.Parse(JsonMarshal.GetRawUtf8Value(entry[1])))
            : throw json.Error(FormattableString.Invariant($"has at vocab[{index}] no list of a piece and its score")));
        return new UnigramModel([.. pieces], json.OptionalInteger("unk_id"), json.Boolean("byte_fallback", false), json.Path);
    }

    public void Tokenize(ReadOnlySpan<char> piece, TokenList tokens)
    {
        var best = Lattice.Current.Ends(piece.Length + 1);
        best[0] = new End(0, 0, -1);
        for (var start = 0; start < piece.Length;)
        {
            var units = char.IsHighSurrogate(piece[start]) ? 2 : 1;
            Extend(piece, start, units, best);
            start += units;
        }
        Emit(piece, best, tokens);
    }

    /// <remarks>
    /// The score of a word is the logarithm of its frequency, as for all pieces, but at least a little above that of the pieces it was split into. Ids are places in the list of pieces: tokens
    /// that stood only beside the model come into it, with the lowest score, where new ones follow them.
    /// </remarks>
    public ExtendedModel Extend(IReadOnlyList<WordCount> words, int firstId, Func<int, string?> taken)
    {
        const double advantage = 0.01;
        var (lowest, total) = (_pieces.Min(piece => piece.Score), words.Sum(word => (double)word.Count));
        var pieces = _pieces.ToBuilder();
        for (var id = _pieces.Length; id < firstId; id++)
            pieces.Add((taken(id) ?? string.Create(CultureInfo.InvariantCulture, $"<unused {id}>"), lowest));
        var added = WholeWords.Add(this, words, firstId);
        var counts = words.ToDictionary(word => word.Word, word => word.Count, StringComparer.Ordinal);
        foreach (var token in added)
            pieces.Add((token.Text, Math.Max(Math.Log(counts[token.Text] / total), token.Pieces.Sum(id => id == _unknownId ? _unknownScore : _pieces[id].Score) + advantage)));
        return new ExtendedModel(new UnigramModel(pieces.ToImmutable(), _unknownId, _byteFallback, "the extended vocabulary"), added, [.. added.Select(token => token.Text)]);
    }

    public void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("type", "Unigram");
        if (_unknownId is { } unknown)
            json.WriteNumber("unk_id", unknown);
        else
            json.WriteNull("unk_id");
        json.WriteStartArray("vocab");
        foreach (var (piece, score) in _pieces)
        {
            json.WriteStartArray();
            json.WriteStringValue(piece);
            json.WriteNumberValue(score);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteBoolean("byte_fallback", _byteFallback);
        // A member of our own; other readers pass over it, and may read a score that is off by a bit.
        if (_pieces.Any(piece => !ReferenceNumbers.ReadsBack(piece.Score)))
            json.WriteBoolean(ExactScores, true);
    }

    /// <summary>Tries every piece that starts here, and the character as unknown where none covers just it.</summary>
    private void Extend(ReadOnlySpan<char> text, int start, int units, Span<End> best)
    {
        var score = best[start].Score;
        var single = false;
        var node = PieceTrie.Root;
        for (var end = start; end < text.Length && (node = _trie.Next(node, text[end])) >= 0;)
        {
            end++;
            var id = _trie.ValueAt(node);
            if (id < 0)
                continue;
            Improve(ref best[end], score + _pieces[id].Score, start, id);
            single |= end == start + units;
        }
        if (!single)
            Improve(ref best[start + units], score + _unknownScore, start, -1);
    }

    private static void Improve(ref End end, double score, int start, int id)
    {
        if (end.Start < 0 || score > end.Score)
            end = new End(score, start, id);
    }

    private void Emit(ReadOnlySpan<char> text, Span<End> best, TokenList tokens)
    {
        // The best path is read backwards; turning the links round gives it forwards.
        var end = text.Length;
        var next = -1;
        while (end > 0)
        {
            var start = best[end].Start;
            best[end] = best[end] with { Start = next };
            next = end;
            end = start;
        }
        for (var start = 0; next >= 0;)
        {
            var (stop, id) = (next, best[next].Id);
            next = best[next].Start;
            if (id >= 0 && id != _unknownId)
            {
                tokens.Add(id, start, stop);
                start = stop;
                continue;
            }
            // Unknown characters in a row are one token.
            while (next >= 0 && (best[next].Id < 0 || best[next].Id == _unknownId))
            {
                stop = next;
                next = best[next].Start;
            }
            AddUnknown(text, start, stop, tokens);
            start = stop;
        }
    }

    private void AddUnknown(ReadOnlySpan<char> text, int start, int end, TokenList tokens)
    {
        // Fused unknown characters may happen to spell a piece.
        if (Vocabulary.IdOf(text[start..end]) is var known and >= 0)
        {
            tokens.Add(known, start, end);
            return;
        }
        if (_byteIds is not null && AddBytes(text, start, end, tokens))
            return;
        tokens.Add(_unknownId ?? throw new InvalidDataException($"The unigram vocabulary has no unknown token for '{text[start..end]}'."), start, end, isSurface: true);
    }

    private bool AddBytes(ReadOnlySpan<char> text, int start, int end, TokenList tokens)
    {
        var before = tokens.Count;
        Span<byte> bytes = stackalloc byte[4];
        for (var i = start; i < end;)
        {
            var units = char.IsHighSurrogate(text[i]) ? 2 : 1;
            foreach (var value in bytes[..Encoding.UTF8.GetBytes(text.Slice(i, units), bytes)])
            {
                if (_byteIds![value] < 0)
                {
                    tokens.Truncate(before);
                    return false;
                }
                tokens.Add(_byteIds[value], start, end);
            }
            i += units;
        }
        return true;
    }

    /// <summary>The best way to an end: its score, where its last piece starts, and that piece (-1: unknown).</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct End(double Score, int Start, int Id);

    /// <summary>The ends of one thread.</summary>
    private sealed class Lattice
    {
        [ThreadStatic]
        private static Lattice? _current;

        private End[] _ends = new End[256];

        public static Lattice Current => _current ??= new Lattice();

        public Span<End> Ends(int count)
        {
            if (_ends.Length < count)
                _ends = new End[Math.Max(count, 2 * _ends.Length)];
            var ends = _ends.AsSpan(0, count);
            ends.Fill(new End(0, -1, -1));
            return ends;
        }
    }
}
