using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// What BERT's normaliser and pre-tokenizer make of each character. Both look at characters one by one, apart from the order of combining marks,
/// so that a table can stand for them. Filled page by page as characters turn up; safe to share.
/// </summary>
internal sealed class BertCharacters(BertNormalizer normalizer)
{
    private readonly int[]?[] _pages = new int[256][];

    internal enum Kind
    {
        /// <summary>Part of a word.</summary>
        Word,

        /// <summary>Ends a word.</summary>
        Space,

        /// <summary>A word by itself.</summary>
        Alone,

        /// <summary>Gone without a trace.</summary>
        Nothing,

        /// <summary>Several characters; to be worked out.</summary>
        Several,

        /// <summary>A mark whose place depends on its neighbours.</summary>
        InContext,
    }

    /// <summary>The kind of a UTF-16 unit, shifted left by 16, and the unit that it becomes.</summary>
    public int this[char c] => (Volatile.Read(ref _pages[c >> 8]) ?? Fill(c >> 8))[c & 0xFF];

    public static Kind KindOf(int entry) => (Kind)(entry >> 16);

    /// <summary>Works out a code point: its kind after normalisation, and into what it turns.</summary>
    /// <param name="codePoint">The code point.</param>
    /// <param name="parts">Receives what it becomes; at least 24 long.</param>
    /// <param name="count">How many code points it becomes.</param>
    public Kind Expand(int codePoint, Span<Part> parts, out int count)
    {
        count = 0;
        if (normalizer.CleanText)
        {
            if (codePoint is 0 or 0xFFFD || CharacterClasses.IsControl(codePoint))
                return Kind.Nothing;
            if (CharacterClasses.IsWhiteSpace(codePoint))
                return Kind.Space;
        }
        var alone = normalizer.HandleChinese && CharacterClasses.IsChinese(codePoint);
        if (!normalizer.StripsAccents)
        {
            Add(codePoint, alone, normalizer.Lowercase, parts, ref count);
            return Kind.Several;
        }
        Span<int> letters = stackalloc int[3];
        ReadOnlySpan<int> decomposed = Hangul.IsSyllable(codePoint)
            ? letters[..Hangul.Decompose(codePoint, letters)]
            : NormalizationData.Decomposition(codePoint, compatibility: false);
        if (decomposed.IsEmpty)
            decomposed = [codePoint];
        foreach (var part in decomposed)
        {
            if (CharacterClasses.IsNonspacingMark(part))
                continue;
            if (NormalizationData.CombiningClass(part) != 0)
                return Kind.InContext;
            Add(part, alone, normalizer.Lowercase, parts, ref count);
        }
        return count == 0 ? Kind.Nothing : Kind.Several;
    }

    private int[] Fill(int number)
    {
        var page = new int[256];
        Span<Part> parts = stackalloc Part[24];
        for (var i = 0; i < page.Length; i++)
        {
            var codePoint = (number << 8) | i;
            // Halves of pairs are looked at together; a half alone stands for U+FFFD.
            var kind = codePoint is >= 0xD800 and < 0xE000 ? Kind.Several : Expand(codePoint, parts, out var count) is var found && found != Kind.Several ? found
                : count == 1 && parts[0].CodePoint < 0x10000 ? parts[0].Kind
                : Kind.Several;
            page[i] = ((int)kind << 16) | (kind is Kind.Word or Kind.Alone ? parts[0].CodePoint : 0);
        }
        Volatile.Write(ref _pages[number], page);
        return page;
    }

    private static void Add(int codePoint, bool alone, bool lowercase, Span<Part> parts, ref int count)
    {
        var second = 0;
        if (lowercase)
            codePoint = CharacterClasses.ToLower(codePoint, out second);
        parts[count++] = new Part(codePoint, KindOf(codePoint, alone));
        if (second != 0)
            parts[count++] = new Part(second, KindOf(second, alone));
    }

    private static Kind KindOf(int codePoint, bool alone) =>
        CharacterClasses.IsWhiteSpace(codePoint) ? Kind.Space : alone || CharacterClasses.IsPunctuation(codePoint) ? Kind.Alone : Kind.Word;

    /// <summary>One code point of what a character becomes.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Part(int CodePoint, Kind Kind);
}
