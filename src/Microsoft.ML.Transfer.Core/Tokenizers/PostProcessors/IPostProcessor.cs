using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Puts special tokens round one or two encoded texts.</summary>
internal interface IPostProcessor
{
    /// <summary>How many tokens are added to one text, or to two.</summary>
    int AddedTokens(bool pair);

    /// <summary>Turns the encodings of the texts into those to be strung together.</summary>
    List<EncodingBuilder> Process(List<EncodingBuilder> encodings, bool addSpecialTokens);

    /// <summary>Writes the component as an object of tokenizer.json.</summary>
    void Write(Utf8JsonWriter json);
}
