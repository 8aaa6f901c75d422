using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Occurrences of a fixed string, from left to right without overlap.</summary>
internal sealed class StringPattern(string value) : IWritablePattern
{
    public string Value => value;

    public void FindMatches(ReadOnlySpan<char> text, List<Match> matches)
    {
        var done = 0;
        while (value.Length > 0 && text[done..].IndexOf(value, StringComparison.Ordinal) is var next and >= 0)
        {
            if (next > 0)
                matches.Add(new Match(done, done + next, false));
            matches.Add(new Match(done + next, done + next + value.Length, true));
            done += next + value.Length;
        }
        if (done < text.Length)
            matches.Add(new Match(done, text.Length, false));
    }

    public void Write(Utf8JsonWriter json) => PatternJson.Write(json, "String", value);
}
