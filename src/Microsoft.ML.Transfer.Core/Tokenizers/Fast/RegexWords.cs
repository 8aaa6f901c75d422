namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Words by any regular expression: its matches, and what stands between them.</summary>
internal sealed class RegexWords(string pattern) : WordScanner
{
    private readonly RegexProgram _program = RegexProgram.Compile(pattern);

    public override int Next(ReadOnlySpan<char> text, int start)
    {
        var matcher = RegexMatcher.Current;
        for (var position = start; position < text.Length; position += char.IsHighSurrogate(text[position]) ? 2 : 1)
        {
            var end = matcher.Match(_program, text, position);
            // An empty match cuts, but is no word itself.
            if (end > position && position == start)
                return end;
            if (end >= 0 && position > start)
                return position;
        }
        return text.Length;
    }
}
