namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// Combining classes, decompositions and compositions of Unicode 12, the version that the reference engine normalises by. The platform's own normalisation tells neither combining classes nor which
/// output character came from which input character, and differs between operating systems, so the tables are carried along.
/// </summary>
/// <remarks>
/// The resource is a list of 32-bit integers: a count and (first, last, class) triples of combining classes; a count and
/// (code point, length, code points...) of full canonical decompositions; the same of compatibility decompositions that differ from these; a
/// count and (first, second, composite) triples. Hangul syllables are computed.
/// </remarks>
internal static class NormalizationData
{
    private const int PageBits = 7;
    private const int PageSize = 1 << PageBits;

    private static readonly Tables Loaded = Load();

    /// <summary>The canonical combining class; 0 for starters.</summary>
    public static int CombiningClass(int codePoint)
    {
        if (codePoint < 0x300)
            return 0;
        var page = Loaded.ClassPages[codePoint >> PageBits];
        return page is null ? 0 : page[codePoint & (PageSize - 1)];
    }

    /// <summary>The full decomposition of a code point other than a Hangul syllable; empty where it is its own.</summary>
    public static ReadOnlySpan<int> Decomposition(int codePoint, bool compatibility)
    {
        if (codePoint < 0xA0)
            return default;
        var page = (compatibility ? Loaded.CompatibilityPages : Loaded.CanonicalPages)[codePoint >> PageBits];
        if (page is null)
            return default;
        var entry = page[codePoint & (PageSize - 1)];
        return entry == 0 ? default : Loaded.Values.AsSpan(entry + 1, Loaded.Values[entry]);
    }

    /// <summary>The primary composite of two code points, or -1.</summary>
    public static int Compose(int first, int second) =>
        Hangul.Compose(first, second) is var syllable and >= 0 ? syllable
        : Loaded.Composites.TryGetValue(((long)first << 32) | (uint)second, out var composite) ? composite
        : -1;

    private static Tables Load()
    {
        // Element 0 stays unused, so that 0 can mean "no entry" in the pages.
        int[] values = [0, .. EmbeddedTable.Read("normalization.bin")];
        var position = 1;
        var classes = ReadClasses(values, ref position);
        var canonical = ReadDecompositions(values, ref position, new int[0x110000 >> PageBits][]);
        var compatibility = ReadDecompositions(values, ref position, Array.ConvertAll(canonical, page => (int[]?)page?.Clone()));
        var composites = new Dictionary<long, int>(values[position]);
        for (var (i, end) = (position + 1, position + 1 + 3 * values[position]); i < end; i += 3)
            composites.Add(((long)values[i] << 32) | (uint)values[i + 1], values[i + 2]);
        return new Tables(values, classes, canonical, compatibility, composites);
    }

    private static byte[]?[] ReadClasses(int[] values, ref int position)
    {
        var pages = new byte[]?[0x110000 >> PageBits];
        var count = values[position++];
        for (var i = 0; i < count; i++, position += 3)
        {
            for (var codePoint = values[position]; codePoint <= values[position + 1]; codePoint++)
                (pages[codePoint >> PageBits] ??= new byte[PageSize])[codePoint & (PageSize - 1)] = (byte)values[position + 2];
        }
        return pages;
    }

    private static int[]?[] ReadDecompositions(int[] values, ref int position, int[]?[] pages)
    {
        var count = values[position++];
        for (var i = 0; i < count; i++)
        {
            var codePoint = values[position];
            (pages[codePoint >> PageBits] ??= new int[PageSize])[codePoint & (PageSize - 1)] = position + 1;
            position += 2 + values[position + 1];
        }
        return pages;
    }

    private sealed record Tables(
        int[] Values, byte[]?[] ClassPages, int[]?[] CanonicalPages, int[]?[] CompatibilityPages, Dictionary<long, int> Composites);
}
