using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Cuts normalised text into the pieces that the model sees one by one: its words.</summary>
internal interface IPreTokenizer
{
    void PreTokenize(PieceList pieces);

    /// <summary>Writes the component as an object of tokenizer.json.</summary>
    void Write(Utf8JsonWriter json);
}
