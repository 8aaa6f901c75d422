using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Replaces what a pattern matches; the replacement is aligned to the last character of what it replaces.</summary>
internal sealed class ReplaceNormalizer(IWritablePattern pattern, string content) : INormalizer
{
    public string Content => content;

    /// <summary>The pattern where it is a fixed string; otherwise null.</summary>
    public string? LiteralPattern => (pattern as StringPattern)?.Value;

    /// <summary>The pattern where it is a regular expression; otherwise null.</summary>
    public string? RegexPattern => (pattern as RegexPattern)?.Pattern;

    public static ReplaceNormalizer Read(ComponentJson json) => new(PatternJson.Read(json, "pattern"), json.String("content"));

    public void Normalize(AlignedSpan source, AlignedText destination)
    {
        var matches = Workspace.Current.Matches;
        matches.Clear();
        pattern.FindMatches(source.Chars, matches);
        foreach (var match in matches)
        {
            if (!match.IsMatch)
            {
                destination.Append(new AlignedSpan(
                    source.Chars[match.Start..match.End], source.Starts[match.Start..match.End], source.Ends[match.Start..match.End], source.OriginalStart));
                continue;
            }
            var (start, end) = match.End == 0 ? (source.OriginalStart, source.OriginalStart) : (source.Starts[match.End - 1], source.Ends[match.End - 1]);
            foreach (var c in content)
                destination.Append(c, start, end);
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "Replace");
        json.WritePropertyName("pattern");
        pattern.Write(json);
        json.WriteString("content", content);
        json.WriteEndObject();
    }
}
