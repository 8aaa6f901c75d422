using System.Collections.Immutable;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Several decoders, one after the other.</summary>
internal sealed class SequenceDecoder(ImmutableArray<IDecoder> steps) : IDecoder
{
    public static SequenceDecoder Read(ComponentJson json) => new([.. json.Objects("decoders").Select(ComponentReader.Decoder)]);

    public void Decode(List<string> tokens)
    {
        foreach (var step in steps)
            step.Decode(tokens);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "Sequence");
        json.WriteStartArray("decoders");
        foreach (var step in steps)
            step.Write(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
