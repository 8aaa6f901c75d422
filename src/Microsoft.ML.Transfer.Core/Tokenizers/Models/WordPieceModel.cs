using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Greedy longest match from the left; a word that cannot be covered is one unknown token (Wu et al., 2016).</summary>
internal sealed class WordPieceModel : ITokenModel
{
    private readonly int _unknownId;
    private readonly int _longestToken;

    public WordPieceModel(Vocabulary vocabulary, string unknownToken, string continuingPrefix, int maximumWordLength)
    {
        Vocabulary = vocabulary;
        UnknownToken = unknownToken;
        ContinuingPrefix = continuingPrefix;
        MaximumWordLength = maximumWordLength;
        _unknownId = vocabulary.IdOf(unknownToken);
        _longestToken = vocabulary.LongestToken;
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
        var prefix = ContinuingPrefix.Length;
        Span<char> candidate = stackalloc char[256];
        if (prefix + piece.Length > candidate.Length)
            candidate = new char[prefix + piece.Length];
        ContinuingPrefix.CopyTo(candidate);
        for (var start = 0; start < piece.Length;)
        {
            // The candidate is the prefix and the rest of the word; the first token of a word leaves the prefix out.
            var skip = start == 0 ? prefix : 0;
            piece[start..].CopyTo(candidate[prefix..]);
            var length = Math.Min(piece.Length - start, _longestToken);
            if (start + length < piece.Length && char.IsHighSurrogate(piece[start + length - 1]))
                length--;
            var id = -1;
            while (length > 0 && (id = Vocabulary.IdOf(candidate[skip..(prefix + length)])) < 0)
                length -= length > 1 && char.IsLowSurrogate(piece[start + length - 1]) ? 2 : 1;
            if (id < 0)
            {
                tokens.Truncate(before);
                tokens.Add(UnknownId, 0, piece.Length);
                return;
            }
            tokens.Add(id, start, start + length);
            start += length;
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "WordPiece");
        json.WriteString("unk_token", UnknownToken);
        json.WriteString("continuing_subword_prefix", ContinuingPrefix);
        json.WriteNumber("max_input_chars_per_word", MaximumWordLength);
        json.WritePropertyName("vocab");
        Vocabulary.Write(json);
        json.WriteEndObject();
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
