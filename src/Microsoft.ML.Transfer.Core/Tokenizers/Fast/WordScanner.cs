using System.Globalization;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Finds the words of a text one by one; every character belongs to one.</summary>
internal abstract class WordScanner
{
    private static readonly byte[] Ascii = [.. Enumerable.Range(0, 128).Select(c => (byte)Classify(c))];

    protected enum Class
    {
        Letter,
        Number,
        Space,
        Other,
    }

    /// <summary>The scanner of a split pattern; hand-written for the well-known ones.</summary>
    public static WordScanner For(string pattern) => pattern switch
    {
        Gpt2Words.Pattern => new Gpt2Words(),
        ClWords.PatternOfThree => new ClWords(longestNumber: 3),
        ClWords.PatternOfOne => new ClWords(longestNumber: 1),
        _ => new RegexWords(pattern),
    };

    /// <summary>The end of the word that starts at a position inside the text.</summary>
    public abstract int Next(ReadOnlySpan<char> text, int start);

    protected static Class ClassAt(ReadOnlySpan<char> text, int index, out int units)
    {
        var c = text[index];
        units = 1;
        return c < 128 ? (Class)Ascii[c] : Classify(CharacterClasses.CodePointAt(text, index, out units));
    }

    /// <summary>The end of a run of one class.</summary>
    protected static int Run(ReadOnlySpan<char> text, int start, Class of)
    {
        while (start < text.Length && ClassAt(text, start, out var units) == of)
            start += units;
        return start;
    }

    /// <summary>White space before a word leaves its last character to that word; at the end of the text it is taken whole.</summary>
    protected static int Blanks(ReadOnlySpan<char> text, int start)
    {
        var end = Run(text, start, Class.Space);
        return end == text.Length || end - start == 1 ? end : end - 1;
    }

    private static Class Classify(int codePoint) =>
        CharacterClasses.IsWhiteSpace(codePoint) ? Class.Space : CharacterClasses.Category(codePoint) switch
        {
            <= UnicodeCategory.OtherLetter => Class.Letter,
            >= UnicodeCategory.DecimalDigitNumber and <= UnicodeCategory.OtherNumber => Class.Number,
            _ => Class.Other,
        };
}
