using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Drops white space at the ends.</summary>
internal sealed class StripNormalizer(bool left, bool right) : INormalizer
{
    public static StripNormalizer Read(ComponentJson json) => new(json.Boolean("strip_left", true), json.Boolean("strip_right", true));

    public void Normalize(AlignedSpan source, AlignedText destination)
    {
        var (start, end) = (0, source.Length);
        while (left && start < end && char.IsWhiteSpace(source.Chars[start]))
            start++;
        while (right && end > start && char.IsWhiteSpace(source.Chars[end - 1]))
            end--;
        destination.Append(new AlignedSpan(source.Chars[start..end], source.Starts[start..end], source.Ends[start..end], source.OriginalStart));
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "Strip");
        json.WriteBoolean("strip_left", left);
        json.WriteBoolean("strip_right", right);
        json.WriteEndObject();
    }
}
