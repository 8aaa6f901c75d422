using System.Collections.Immutable;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Several pre-tokenizers; each cuts the pieces of the one before.</summary>
internal sealed class SequencePreTokenizer(ImmutableArray<IPreTokenizer> steps) : IPreTokenizer
{
    public ImmutableArray<IPreTokenizer> Steps => steps;

    public static SequencePreTokenizer Read(ComponentJson json) => new([.. json.Objects("pretokenizers").Select(ComponentReader.PreTokenizer)]);

    public void PreTokenize(PieceList pieces)
    {
        foreach (var step in steps)
            step.PreTokenize(pieces);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "Sequence");
        json.WriteStartArray("pretokenizers");
        foreach (var step in steps)
            step.Write(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
