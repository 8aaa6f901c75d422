using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>A pattern that stands in tokenizer.json.</summary>
internal interface IWritablePattern : ITextPattern
{
    /// <summary>Writes the pattern as an object.</summary>
    void Write(Utf8JsonWriter json);
}
