using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Rewrites text before it is cut into words, keeping track of where each character came from.</summary>
internal interface INormalizer
{
    /// <summary>Appends the rewritten source to the destination.</summary>
    void Normalize(AlignedSpan source, AlignedText destination);

    /// <summary>Writes the component as an object of tokenizer.json.</summary>
    void Write(Utf8JsonWriter json);
}
