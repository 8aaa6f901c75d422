using System.Globalization;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Escapes that stand for one code point or a set of them, inside and outside of brackets.</summary>
internal static class RegexEscapes
{
    private static readonly Dictionary<string, CodePointSet> Properties = new(StringComparer.Ordinal)
    {
        ["l"] = CodePointSet.OfCategories(UnicodeCategory.UppercaseLetter, UnicodeCategory.OtherLetter),
        ["lu"] = CodePointSet.OfCategory(UnicodeCategory.UppercaseLetter),
        ["ll"] = CodePointSet.OfCategory(UnicodeCategory.LowercaseLetter),
        ["lt"] = CodePointSet.OfCategory(UnicodeCategory.TitlecaseLetter),
        ["lm"] = CodePointSet.OfCategory(UnicodeCategory.ModifierLetter),
        ["lo"] = CodePointSet.OfCategory(UnicodeCategory.OtherLetter),
        ["m"] = CodePointSet.OfCategories(UnicodeCategory.NonSpacingMark, UnicodeCategory.EnclosingMark),
        ["mn"] = CodePointSet.OfCategory(UnicodeCategory.NonSpacingMark),
        ["mc"] = CodePointSet.OfCategory(UnicodeCategory.SpacingCombiningMark),
        ["me"] = CodePointSet.OfCategory(UnicodeCategory.EnclosingMark),
        ["n"] = CodePointSet.OfCategories(UnicodeCategory.DecimalDigitNumber, UnicodeCategory.OtherNumber),
        ["nd"] = CodePointSet.Digit,
        ["nl"] = CodePointSet.OfCategory(UnicodeCategory.LetterNumber),
        ["no"] = CodePointSet.OfCategory(UnicodeCategory.OtherNumber),
        ["p"] = CodePointSet.OfCategories(UnicodeCategory.ConnectorPunctuation, UnicodeCategory.OtherPunctuation),
        ["pc"] = CodePointSet.OfCategory(UnicodeCategory.ConnectorPunctuation),
        ["pd"] = CodePointSet.OfCategory(UnicodeCategory.DashPunctuation),
        ["ps"] = CodePointSet.OfCategory(UnicodeCategory.OpenPunctuation),
        ["pe"] = CodePointSet.OfCategory(UnicodeCategory.ClosePunctuation),
        ["pi"] = CodePointSet.OfCategory(UnicodeCategory.InitialQuotePunctuation),
        ["pf"] = CodePointSet.OfCategory(UnicodeCategory.FinalQuotePunctuation),
        ["po"] = CodePointSet.OfCategory(UnicodeCategory.OtherPunctuation),
        ["s"] = CodePointSet.OfCategories(UnicodeCategory.MathSymbol, UnicodeCategory.OtherSymbol),
        ["sm"] = CodePointSet.OfCategory(UnicodeCategory.MathSymbol),
        ["sc"] = CodePointSet.OfCategory(UnicodeCategory.CurrencySymbol),
        ["sk"] = CodePointSet.OfCategory(UnicodeCategory.ModifierSymbol),
        ["so"] = CodePointSet.OfCategory(UnicodeCategory.OtherSymbol),
        ["z"] = CodePointSet.OfCategories(UnicodeCategory.SpaceSeparator, UnicodeCategory.ParagraphSeparator),
        ["zs"] = CodePointSet.OfCategory(UnicodeCategory.SpaceSeparator),
        ["zl"] = CodePointSet.OfCategory(UnicodeCategory.LineSeparator),
        ["zp"] = CodePointSet.OfCategory(UnicodeCategory.ParagraphSeparator),
        ["c"] = CodePointSet.OfCategories(UnicodeCategory.Control, UnicodeCategory.PrivateUse).Union(CodePointSet.OfCategory(UnicodeCategory.OtherNotAssigned)),
        ["cc"] = CodePointSet.OfCategory(UnicodeCategory.Control),
        ["cf"] = CodePointSet.OfCategory(UnicodeCategory.Format),
        ["cs"] = CodePointSet.OfCategory(UnicodeCategory.Surrogate),
        ["co"] = CodePointSet.OfCategory(UnicodeCategory.PrivateUse),
        ["cn"] = CodePointSet.OfCategory(UnicodeCategory.OtherNotAssigned),
        ["any"] = CodePointSet.Any,
        ["ascii"] = CodePointSet.Range(0, 127),
        ["alpha"] = CodePointSet.OfCategories(UnicodeCategory.UppercaseLetter, UnicodeCategory.OtherLetter),
        ["alnum"] = CodePointSet.OfCategories(UnicodeCategory.UppercaseLetter, UnicodeCategory.OtherLetter).Union(CodePointSet.Digit),
        ["digit"] = CodePointSet.Digit,
        ["space"] = CodePointSet.WhiteSpace,
        ["whitespace"] = CodePointSet.WhiteSpace,
        ["word"] = CodePointSet.Word,
        ["punct"] = CodePointSet.OfCategories(UnicodeCategory.ConnectorPunctuation, UnicodeCategory.OtherPunctuation),
        ["upper"] = CodePointSet.OfCategory(UnicodeCategory.UppercaseLetter),
        ["lower"] = CodePointSet.OfCategory(UnicodeCategory.LowercaseLetter),
        ["cntrl"] = CodePointSet.OfCategory(UnicodeCategory.Control),
        ["xdigit"] = CodePointSet.HexDigit,
        ["blank"] = CodePointSet.OfCategory(UnicodeCategory.SpaceSeparator).Union(CodePointSet.Of('\t')),
        // The one script that published split patterns name.
        ["han"] = new CodePointSet(IsHan),
    };

    private static readonly Dictionary<string, string> LongNames = new(StringComparer.Ordinal)
    {
        ["letter"] = "l",
        ["uppercaseletter"] = "lu",
        ["lowercaseletter"] = "ll",
        ["titlecaseletter"] = "lt",
        ["modifierletter"] = "lm",
        ["otherletter"] = "lo",
        ["mark"] = "m",
        ["nonspacingmark"] = "mn",
        ["spacingmark"] = "mc",
        ["enclosingmark"] = "me",
        ["number"] = "n",
        ["decimalnumber"] = "nd",
        ["letternumber"] = "nl",
        ["othernumber"] = "no",
        ["punctuation"] = "p",
        ["symbol"] = "s",
        ["separator"] = "z",
        ["other"] = "c",
        ["control"] = "cc",
    };

    /// <summary>Parses what follows a backslash.</summary>
    public static CodePointSet Parse(string pattern, ref int at)
    {
        if (at >= pattern.Length)
            throw Error(pattern, at, "ends with a backslash");
        switch (pattern[at])
        {
            case 'd':
                at++;
                return CodePointSet.Digit;
            case 'D':
                at++;
                return CodePointSet.Digit.Negate();
            case 's':
                at++;
                return CodePointSet.WhiteSpace;
            case 'S':
                at++;
                return CodePointSet.WhiteSpace.Negate();
            case 'w':
                at++;
                return CodePointSet.Word;
            case 'W':
                at++;
                return CodePointSet.Word.Negate();
            case 'h':
                at++;
                return CodePointSet.HexDigit;
            case 'H':
                at++;
                return CodePointSet.HexDigit.Negate();
            case 'p' or 'P':
                return Property(pattern, ref at);
            default:
                return CodePointSet.Of(ParseCodePoint(pattern, ref at));
        }
    }

    /// <summary>Whether the escape stands for a set rather than one code point.</summary>
    public static bool IsSet(char escape) => escape is 'd' or 'D' or 's' or 'S' or 'w' or 'W' or 'h' or 'H' or 'p' or 'P';

    /// <summary>Parses an escape of a single code point, after its backslash.</summary>
    public static int ParseCodePoint(string pattern, ref int at)
    {
        var c = pattern[at++];
        switch (c)
        {
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 'f':
                return '\f';
            case 'v':
                return '\v';
            case 'a':
                return '\a';
            case 'e':
                return 0x1B;
            case '0':
                return 0;
            case 'x' when at < pattern.Length && pattern[at] == '{':
                var close = pattern.IndexOf('}', at);
                if (close < 0)
                    throw Error(pattern, at, "lacks a '}'");
                var digits = pattern[(at + 1)..close];
                at = close + 1;
                return Hexadecimal(pattern, digits, at);
            case 'x':
                return Hexadecimal(pattern, Take(pattern, ref at, 2), at);
            case 'u':
                return Hexadecimal(pattern, Take(pattern, ref at, 4), at);
            case >= '1' and <= '9':
                throw Error(pattern, at, "has a back reference, which is not supported,");
        }
        if (char.IsAsciiLetter(c))
            throw Error(pattern, at, $"has the escape '\\{c}', which is not supported,");
        at--;
        var codePoint = CharacterClasses.CodePointAt(pattern, at, out var units);
        at += units;
        return codePoint;
    }

    /// <summary>The set of a property's name; null where it is unknown.</summary>
    public static CodePointSet? FindProperty(string name)
    {
        var key = new string([.. name.Where(char.IsLetterOrDigit)]).ToLowerInvariant();
        return Properties.GetValueOrDefault(LongNames.GetValueOrDefault(key, key));
    }

    private static CodePointSet Property(string pattern, ref int at)
    {
        var negative = pattern[at++] == 'P';
        string name;
        if (at < pattern.Length && pattern[at] == '{')
        {
            var close = pattern.IndexOf('}', at);
            if (close < 0)
                throw Error(pattern, at, "lacks a '}'");
            name = pattern[(at + 1)..close];
            at = close + 1;
        }
        else
        {
            name = Take(pattern, ref at, 1);
        }
        if (name.StartsWith('^'))
            (negative, name) = (!negative, name[1..]);
        var set = FindProperty(name)
            ?? throw Error(pattern, at, $"names the character property '{name}', which is not supported; supported are {string.Join(", ", Properties.Keys)};");
        return negative ? set.Negate() : set;
    }

    private static string Take(string pattern, ref int at, int count)
    {
        if (at + count > pattern.Length)
            throw Error(pattern, at, "has an unfinished escape");
        at += count;
        return pattern[(at - count)..at];
    }

    private static int Hexadecimal(string pattern, string digits, int at) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && value is >= 0 and < 0x110000 ? value
        : throw Error(pattern, at, $"has the code point '{digits}', which is no hexadecimal number up to 10FFFF,");

    private static FormatException Error(string pattern, int at, string problem) =>
        new(FormattableString.Invariant($"The regular expression '{pattern}' {problem} at character {at}."));

    private static bool IsHan(int codePoint) => codePoint is
        (>= 0x2E80 and <= 0x2E99) or (>= 0x2E9B and <= 0x2EF3) or (>= 0x2F00 and <= 0x2FD5) or 0x3005 or 0x3007 or (>= 0x3021 and <= 0x3029)
        or (>= 0x3038 and <= 0x303B) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFA6D)
        or (>= 0xFA70 and <= 0xFAD9) or (>= 0x16FE2 and <= 0x16FE3) or (>= 0x16FF0 and <= 0x16FF1) or (>= 0x20000 and <= 0x2A6DF)
        or (>= 0x2A700 and <= 0x2EBE0) or (>= 0x2F800 and <= 0x2FA1D) or (>= 0x30000 and <= 0x323AF);
}
