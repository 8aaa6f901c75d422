namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The words of cl100k and of the models that follow it (Llama 3, Qwen2), as their regular expression finds them.</summary>
internal sealed class ClWords(int longestNumber) : WordScanner
{
    public const string PatternOfThree =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public const string PatternOfOne =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public override int Next(ReadOnlySpan<char> text, int start)
    {
        var c = text[start];
        if (c == '\'' && Contraction(text[(start + 1)..]) is var length and > 0)
            return start + 1 + length;
        var of = ClassAt(text, start, out var units);
        var next = start + units;
        switch (of)
        {
            case Class.Letter:
                return Run(text, next, Class.Letter);
            case Class.Number:
                for (var count = 1; count < longestNumber && next < text.Length && ClassAt(text, next, out units) == Class.Number; count++)
                    next += units;
                return next;
        }
        // One character that is no letter, number or line end may begin a word of letters.
        var after = next < text.Length ? ClassAt(text, next, out _) : Class.Space;
        if (after == Class.Letter && c is not ('\r' or '\n'))
            return Run(text, next, Class.Letter);
        if (of == Class.Other)
            return LineEnds(text, Run(text, next, Class.Other));
        if (c == ' ' && after == Class.Other)
            return LineEnds(text, Run(text, next, Class.Other));
        var end = Run(text, start, Class.Space);
        var line = text[start..end].LastIndexOfAny('\r', '\n');
        return line >= 0 ? start + line + 1 : Blanks(text, start);
    }

    private static int LineEnds(ReadOnlySpan<char> text, int start)
    {
        while (start < text.Length && text[start] is '\r' or '\n')
            start++;
        return start;
    }

    private static int Contraction(ReadOnlySpan<char> rest) => rest switch
    {
        // The long s is an s in another case.
        ['s' or 'S' or '\u017F' or 't' or 'T' or 'm' or 'M' or 'd' or 'D', ..] => 1,
        ['r' or 'R' or 'v' or 'V', 'e' or 'E', ..] or ['l' or 'L', 'l' or 'L', ..] => 2,
        _ => 0,
    };
}
