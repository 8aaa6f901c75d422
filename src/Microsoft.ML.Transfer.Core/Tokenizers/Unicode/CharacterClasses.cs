using System.Globalization;
using System.Text;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The character properties that tokenizers ask for, by code point.</summary>
internal static class CharacterClasses
{
    /// <summary>The Unicode property White_Space.</summary>
    public static bool IsWhiteSpace(int codePoint) => codePoint < 0x10000 && char.IsWhiteSpace((char)codePoint);

    public static UnicodeCategory Category(int codePoint) => CharUnicodeInfo.GetUnicodeCategory(codePoint);

    /// <summary>ASCII punctuation and symbols, and general category P of Unicode 8.</summary>
    public static bool IsPunctuation(int codePoint)
    {
        if (codePoint < 128)
            return codePoint is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126);
        // Two characters were punctuation in Unicode 8 and are not any more.
        return codePoint is 0x166D or 0x111C9
            || (Category(codePoint) is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation && !LaterCharacters.IsPunctuation(codePoint));
    }

    /// <summary>General category Mn of Unicode 8.</summary>
    public static bool IsNonspacingMark(int codePoint) => codePoint >= 0x300
        && (codePoint is 0x1734 or 0x1171E || (Category(codePoint) == UnicodeCategory.NonSpacingMark && !LaterCharacters.IsNonspacingMark(codePoint)));

    /// <summary>General category M of Unicode 12.</summary>
    public static bool IsCombiningMark(int codePoint) => codePoint >= 0x300
        && (codePoint is 0x1CF2 or 0x1CF3
            || (Category(codePoint) is >= UnicodeCategory.NonSpacingMark and <= UnicodeCategory.EnclosingMark && !LaterCharacters.IsCombiningMark(codePoint)));

    /// <summary>General category N.</summary>
    public static bool IsNumeric(int codePoint) =>
        Category(codePoint) is >= UnicodeCategory.DecimalDigitNumber and <= UnicodeCategory.OtherNumber;

    /// <summary>General categories Cc, Cf and Co, as BERT's text cleaning drops them; tab and line ends are white space there.</summary>
    public static bool IsControl(int codePoint) =>
        codePoint is not ('\t' or '\n' or '\r')
        && Category(codePoint) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
        && !LaterCharacters.IsControl(codePoint);

    /// <summary>The ideograph blocks that BERT sets apart as words, with the bounds that the reference implementation uses.</summary>
    public static bool IsChinese(int codePoint) => codePoint is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F)
        or (>= 0x2B920 and <= 0x2CEAF) or (>= 0x2F800 and <= 0x2FA1F);

    /// <summary>Letters, marks, decimal digits and connectors: what regular expressions call \w.</summary>
    public static bool IsWord(int codePoint)
    {
        if (codePoint < 128)
            return char.IsAsciiLetterOrDigit((char)codePoint) || codePoint == '_';
        return Category(codePoint) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
                or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation => true,
            // Circled letters are Alphabetic though they are symbols; the joiners are word characters by Unicode's definition.
            UnicodeCategory.OtherSymbol => codePoint is (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149)
                or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189),
            UnicodeCategory.Format => codePoint is 0x200C or 0x200D,
            _ => false,
        };
    }

    /// <summary>The code point at an index, and how many UTF-16 units it has. The text must be well formed there.</summary>
    public static int CodePointAt(ReadOnlySpan<char> text, int index, out int units)
    {
        var c = text[index];
        if (char.IsHighSurrogate(c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            units = 2;
            return char.ConvertToUtf32(c, text[index + 1]);
        }
        units = 1;
        return c;
    }

    /// <summary>Lower case without context; one code point may become two.</summary>
    public static int ToLower(int codePoint, out int second)
    {
        second = 0;
        if (codePoint < 128)
            return codePoint is >= 'A' and <= 'Z' ? codePoint | 0x20 : codePoint;
        if (codePoint == 0x130)
        {
            second = 0x307;
            return 'i';
        }
        return LaterCase(codePoint) is var later and > 0 ? later
            : Rune.IsValid(codePoint) ? Rune.ToLowerInvariant(new Rune(codePoint)).Value : codePoint;
    }

    /// <summary>Upper case where it is one code point.</summary>
    public static int ToUpper(int codePoint) => codePoint switch
    {
        < 128 => codePoint is >= 'a' and <= 'z' ? codePoint & ~0x20 : codePoint,
        // .NET keeps the long s apart from ASCII so that file names cannot be confused; case folding does not.
        0x17F => 'S',
        _ => Rune.IsValid(codePoint) ? Rune.ToUpperInvariant(new Rune(codePoint)).Value : codePoint,
    };

    /// <summary>The lower case of capitals that came with Unicode 16 and 17, which .NET's case mapping may lack; 0 for others.</summary>
    private static int LaterCase(int codePoint) => codePoint switch
    {
        < 0x1C89 => 0,
        0x1C89 or 0xA7CC or 0xA7CE or 0xA7D2 or 0xA7D4 or 0xA7DA => codePoint + 1,
        0xA7CB => 0x264,
        0xA7DC => 0x19B,
        >= 0x10D50 and <= 0x10D65 => codePoint + 0x20,
        >= 0x16EA0 and <= 0x16EB8 => codePoint + 0x1B,
        _ => 0,
    };
}
