using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Greedy longest match from the left; a word that cannot be covered is one unknown token (Wu et al., 2016).</summary>
internal sealed class WordPieceModel : ITokenModel
{
    private readonly int _unknownId;
    private readonly PieceTrie _trie;
    private readonly int _continuingRoot;

    public WordPieceModel(Vocabulary vocabulary, string unknownToken, string continuingPrefix, int maximumWordLength)
    {
        Vocabulary = vocabulary;
        UnknownToken = unknownToken;
        ContinuingPrefix = continuingPrefix;
        MaximumWordLength = maximumWordLength;
        _unknownId = vocabulary.IdOf(unknownToken);
        _trie = vocabulary.ToTrie();
        _continuingRoot = PieceTrie.Root;
        foreach (var c in continuingPrefix)
            _continuingRoot = _continuingRoot < 0 ? -1 : _trie.Next(_continuingRoot, c);
    }

    public Vocabulary Vocabulary { get; }

    public string UnknownToken { get; }

    /// <summary>What stands before a token that does not begin a word; "##" in BERT.</summary>
    public string ContinuingPrefix { get; }

    /// <summary>A word of more code points is unknown as a whole.</summary>
    public int MaximumWordLength { get; }

    public int UnknownId => _unknownId >= 0 ? _unknownId
        : throw new InvalidDataException($"The WordPiece vocabulary has no '{UnknownToken}', its unknown token.");

    public static WordPieceModel Read(ComponentJson json) => new(
        json.Vocabulary("vocab"), json.String("unk_token", "[UNK]"), json.String("continuing_subword_prefix", "##"),
        json.Integer("max_input_chars_per_word", 100));

    public void Tokenize(ReadOnlySpan<char> piece, TokenList tokens)
    {
        if (IsTooLong(piece))
        {
            tokens.Add(UnknownId, 0, piece.Length);
            return;
        }
        var before = tokens.Count;
        for (var start = 0; start < piece.Length;)
        {
            var id = Longest(piece, start, out var end);
            if (id < 0)
            {
                tokens.Truncate(before);
                tokens.Add(UnknownId, 0, piece.Length);
                return;
            }
            tokens.Add(id, start, end);
            start = end;
        }
    }

    /// <summary>Appends the ids of a word that is not empty, without their places.</summary>
    public void AppendIds(ReadOnlySpan<char> word, List<int> ids)
    {
        // Most words of a text are in the vocabulary as they are.
        var whole = Vocabulary.IdOf(word);
        if (whole >= 0 && word.Length <= MaximumWordLength)
        {
            ids.Add(whole);
            return;
        }
        var before = ids.Count;
        for (var start = 0; start < word.Length;)
        {
            var id = start == 0 && IsTooLong(word) ? -1 : Longest(word, start, out start);
            if (id < 0)
            {
                ids.RemoveRange(before, ids.Count - before);
                ids.Add(UnknownId);
                return;
            }
            ids.Add(id);
        }
    }

    /// <summary>The longest token that a word goes on with, or -1.</summary>
    private int Longest(ReadOnlySpan<char> word, int start, out int end)
    {
        var (longest, node) = (-1, start == 0 ? PieceTrie.Root : _continuingRoot);
        end = start;
        for (var i = start; i < word.Length && node >= 0;)
        {
            node = _trie.Next(node, word[i++]);
            if (node >= 0 && _trie.ValueAt(node) is var id and >= 0)
                (longest, end) = (id, i);
        }
        return longest;
    }

    public ExtendedModel Extend(IReadOnlyList<WordCount> words, int firstId, Func<int, string?> taken)
    {
        var added = WholeWords.Add(this, [.. words.Where(word => !IsTooLong(word.Word))], firstId);
        return new ExtendedModel(new WordPieceModel(WholeWords.Join(Vocabulary, added), UnknownToken, ContinuingPrefix, MaximumWordLength), added, [.. added.Select(token => token.Text)]);
    }

    public void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("type", "WordPiece");
        json.WriteString("unk_token", UnknownToken);
        json.WriteString("continuing_subword_prefix", ContinuingPrefix);
        json.WriteNumber("max_input_chars_per_word", MaximumWordLength);
        json.WritePropertyName("vocab");
        Vocabulary.Write(json);
    }

    private bool IsTooLong(ReadOnlySpan<char> piece)
    {
        if (piece.Length <= MaximumWordLength)
            return false;
        var codePoints = piece.Length;
        foreach (var c in piece)
        {
            if (char.IsLowSurrogate(c))
                codePoints--;
        }
        return codePoints > MaximumWordLength;
    }
}
