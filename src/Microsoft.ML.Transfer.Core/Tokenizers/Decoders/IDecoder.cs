using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Turns tokens back into text, step by step; at the end the strings are joined without a separator.</summary>
internal interface IDecoder
{
    /// <summary>Rewrites the list of tokens in place.</summary>
    void Decode(List<string> tokens);

    /// <summary>Writes the component as an object of tokenizer.json.</summary>
    void Write(Utf8JsonWriter json);
}
