using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Whole words only; others are the unknown token.</summary>
internal sealed class WordLevelModel(Vocabulary vocabulary, string unknownToken) : ITokenModel
{
    private readonly int _unknownId = vocabulary.IdOf(unknownToken);

    public Vocabulary Vocabulary => vocabulary;

    public static WordLevelModel Read(ComponentJson json) => new(json.Vocabulary("vocab"), json.String("unk_token", "<unk>"));

    public void Tokenize(ReadOnlySpan<char> piece, TokenList tokens)
    {
        var id = vocabulary.IdOf(piece);
        if (id < 0)
            id = _unknownId;
        if (id < 0)
            throw new InvalidDataException($"The word-level vocabulary has no '{unknownToken}', its unknown token, for '{piece}'.");
        tokens.Add(id, 0, piece.Length);
    }

    public ExtendedModel Extend(IReadOnlyList<WordCount> words, int firstId, Func<int, string?> taken)
    {
        var added = WholeWords.Add(this, words, firstId);
        return new ExtendedModel(new WordLevelModel(WholeWords.Join(vocabulary, added), unknownToken), added, [.. added.Select(token => token.Text)]);
    }

    public void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("type", "WordLevel");
        json.WritePropertyName("vocab");
        vocabulary.Write(json);
        json.WriteString("unk_token", unknownToken);
    }
}
