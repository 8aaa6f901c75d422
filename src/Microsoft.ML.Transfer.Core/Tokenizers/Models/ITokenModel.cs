using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Cuts a word into the entries of a vocabulary. Immutable.</summary>
internal interface ITokenModel
{
    Vocabulary Vocabulary { get; }

    /// <summary>Appends the tokens of one piece of text.</summary>
    void Tokenize(ReadOnlySpan<char> piece, TokenList tokens);

    /// <summary>Writes the members of the component's object in tokenizer.json.</summary>
    void WriteMembers(Utf8JsonWriter json);
}
