using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Matches of a regular expression, from left to right without overlap.</summary>
internal sealed class RegexPattern : IWritablePattern
{
    private readonly RegexProgram _program;

    /// <exception cref="FormatException">The expression is malformed or uses what is not supported.</exception>
    public RegexPattern(string pattern)
    {
        Pattern = pattern;
        _program = RegexProgram.Compile(pattern);
    }

    public string Pattern { get; }

    public void FindMatches(ReadOnlySpan<char> text, List<Match> matches)
    {
        var matcher = RegexMatcher.Current;
        var done = 0;
        var lastEnd = -1;
        // Nothing is found in an empty text, not even an empty match.
        for (var position = 0; position <= text.Length && !text.IsEmpty;)
        {
            var end = matcher.Match(_program, text, position);
            // An empty match right after the match before it does not count.
            if (end < 0 || (end == position && position == lastEnd))
            {
                position += position < text.Length && char.IsHighSurrogate(text[position]) ? 2 : 1;
                continue;
            }
            if (done < position)
                matches.Add(new Match(done, position, false));
            matches.Add(new Match(position, end, true));
            done = lastEnd = end;
            if (end > position)
                position = end;
            else
                position += position < text.Length && char.IsHighSurrogate(text[position]) ? 2 : 1;
        }
        if (done < text.Length)
            matches.Add(new Match(done, text.Length, false));
    }

    public void Write(Utf8JsonWriter json) => PatternJson.Write(json, "Regex", Pattern);
}
