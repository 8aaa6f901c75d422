using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Sets a string before a text that is not empty, aligned to its first character.</summary>
internal sealed class PrependNormalizer(string prefix) : INormalizer
{
    public static PrependNormalizer Read(ComponentJson json) => new(json.String("prepend"));

    public static void Prepend(string prefix, AlignedSpan source, AlignedText destination)
    {
        if (source.Length > 0)
        {
            foreach (var c in prefix)
                destination.Append(c, source.Starts[0], source.Ends[0]);
        }
        destination.Append(source);
    }

    public void Normalize(AlignedSpan source, AlignedText destination) => Prepend(prefix, source, destination);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "Prepend");
        json.WriteString("prepend", prefix);
        json.WriteEndObject();
    }
}
