using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Cuts a word into the entries of a vocabulary. Immutable.</summary>
internal interface ITokenModel
{
    Vocabulary Vocabulary { get; }

    /// <summary>Appends the tokens of one piece of text.</summary>
    void Tokenize(ReadOnlySpan<char> piece, TokenList tokens);

    /// <summary>The same model with more tokens, so that words it splits are whole; it goes on tokenizing everything else by its own rules.</summary>
    /// <param name="words">The words, those that matter most first.</param>
    /// <param name="firstId">The id of the first new token; no token has one from there on.</param>
    /// <param name="taken">The token of an id below it; null where there is none.</param>
    ExtendedModel Extend(IReadOnlyList<WordCount> words, int firstId, Func<int, string?> taken);

    /// <summary>Writes the members of the component's object in tokenizer.json.</summary>
    void WriteMembers(Utf8JsonWriter json);
}
