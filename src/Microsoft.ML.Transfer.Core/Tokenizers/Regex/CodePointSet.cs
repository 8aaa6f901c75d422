using System.Globalization;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>A set of code points, with the answers for ASCII worked out beforehand. Immutable.</summary>
internal sealed class CodePointSet
{
    private readonly Func<int, bool> _contains;
    private readonly ulong _low;
    private readonly ulong _high;

    public CodePointSet(Func<int, bool> contains)
    {
        _contains = contains;
        for (var i = 0; i < 64; i++)
        {
            _low |= contains(i) ? 1UL << i : 0;
            _high |= contains(64 + i) ? 1UL << i : 0;
        }
    }

    public static CodePointSet Any { get; } = new(_ => true);

    public static CodePointSet AnyButNewline { get; } = new(codePoint => codePoint != '\n');

    public static CodePointSet Digit { get; } = OfCategory(UnicodeCategory.DecimalDigitNumber);

    public static CodePointSet WhiteSpace { get; } = new(CharacterClasses.IsWhiteSpace);

    /// <summary>\w of Oniguruma, which leaves out the joiners and takes in the superscripts and fractions of Latin-1.</summary>
    public static CodePointSet Word { get; } = new(codePoint =>
        codePoint is 0xB2 or 0xB3 or 0xB9 or 0xBC or 0xBD or 0xBE || (codePoint is not (0x200C or 0x200D) && CharacterClasses.IsWord(codePoint)));

    public static CodePointSet HexDigit { get; } = new(codePoint => codePoint < 128 && char.IsAsciiHexDigit((char)codePoint));

    public static CodePointSet OfCategory(UnicodeCategory category) => new(codePoint => CharacterClasses.Category(codePoint) == category);

    public static CodePointSet OfCategories(UnicodeCategory first, UnicodeCategory last) =>
        new(codePoint => CharacterClasses.Category(codePoint) is var category && category >= first && category <= last);

    public static CodePointSet Of(int codePoint) => new(other => other == codePoint);

    public static CodePointSet Range(int first, int last) => new(codePoint => codePoint >= first && codePoint <= last);

    public bool Contains(int codePoint) => (uint)codePoint switch
    {
        < 64 => (_low >> codePoint & 1) != 0,
        < 128 => (_high >> (codePoint - 64) & 1) != 0,
        _ => _contains(codePoint),
    };

    public CodePointSet Negate() => new(codePoint => !_contains(codePoint));

    public CodePointSet Union(CodePointSet other) => new(codePoint => _contains(codePoint) || other._contains(codePoint));

    public CodePointSet Intersect(CodePointSet other) => new(codePoint => _contains(codePoint) && other._contains(codePoint));

    /// <summary>Every code point that differs from one of the set only in case.</summary>
    public CodePointSet IgnoreCase() => new(codePoint =>
        _contains(codePoint) || _contains(Fold(codePoint)) || _contains(CharacterClasses.ToUpper(codePoint)) || ContainsOther(Fold(codePoint)));

    /// <summary>Lower case of upper case, so that the long s and the Kelvin sign meet s and k.</summary>
    public static int Fold(int codePoint) => CharacterClasses.ToLower(CharacterClasses.ToUpper(codePoint), out _);

    private bool ContainsOther(int folded) => folded switch
    {
        's' => _contains(0x17F),
        'k' => _contains(0x212A),
        0xE5 => _contains(0x212B),
        _ => false,
    };
}
