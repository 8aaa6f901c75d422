namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Matches every single code point of a class by itself.</summary>
internal sealed class CodePointPattern(Func<int, bool> isInClass) : ITextPattern
{
    public static readonly CodePointPattern WhiteSpace = new(CharacterClasses.IsWhiteSpace);
    public static readonly CodePointPattern Punctuation = new(CharacterClasses.IsPunctuation);
    public static readonly CodePointPattern Numeric = new(CharacterClasses.IsNumeric);

    public void FindMatches(ReadOnlySpan<char> text, List<Match> matches)
    {
        var between = 0;
        for (var i = 0; i < text.Length;)
        {
            var codePoint = CharacterClasses.CodePointAt(text, i, out var units);
            if (isInClass(codePoint))
            {
                if (between < i)
                    matches.Add(new Match(between, i, false));
                matches.Add(new Match(i, i + units, true));
                between = i + units;
            }
            i += units;
        }
        if (between < text.Length)
            matches.Add(new Match(between, text.Length, false));
    }
}
