using System.Collections.Immutable;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Several post-processors, one after the other.</summary>
internal sealed class SequenceProcessor(ImmutableArray<IPostProcessor> steps) : IPostProcessor
{
    public static SequenceProcessor Read(ComponentJson json) => new([.. json.Objects("processors").Select(ComponentReader.PostProcessor)]);

    public int AddedTokens(bool pair) => steps.Sum(step => step.AddedTokens(pair));

    public List<EncodingBuilder> Process(List<EncodingBuilder> encodings, bool addSpecialTokens)
    {
        foreach (var step in steps)
            encodings = step.Process(encodings, addSpecialTokens);
        return encodings;
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "Sequence");
        json.WriteStartArray("processors");
        foreach (var step in steps)
            step.Write(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
