using System.Collections.Immutable;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Several normalisers, one after the other.</summary>
internal sealed class SequenceNormalizer(ImmutableArray<INormalizer> steps) : INormalizer
{
    public ImmutableArray<INormalizer> Steps => steps;

    public static SequenceNormalizer Read(ComponentJson json) => new([.. json.Objects("normalizers").Select(ComponentReader.Normalizer)]);

    public void Normalize(AlignedSpan source, AlignedText destination)
    {
        if (steps.IsEmpty)
        {
            destination.Append(source);
            return;
        }
        using var first = Workspace.RentText();
        using var second = Workspace.RentText();
        var current = source;
        for (var i = 0; i < steps.Length - 1; i++)
        {
            var target = i % 2 == 0 ? first.Text : second.Text;
            target.Clear();
            steps[i].Normalize(current, target);
            current = target.Slice(0, target.Length, source.OriginalStart);
        }
        steps[^1].Normalize(current, destination);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "Sequence");
        json.WriteStartArray("normalizers");
        foreach (var step in steps)
            step.Write(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
