namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Decomposition and composition of Hangul syllables by arithmetic (The Unicode Standard, section 3.12).</summary>
internal static class Hangul
{
    private const int SyllableBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TrailCount = 28, SyllableCount = LeadCount * VowelCount * TrailCount;

    public static bool IsSyllable(int codePoint) => (uint)(codePoint - SyllableBase) < SyllableCount;

    /// <summary>Writes two or three conjoining letters; returns how many.</summary>
    public static int Decompose(int syllable, Span<int> letters)
    {
        var index = syllable - SyllableBase;
        letters[0] = LeadBase + index / (VowelCount * TrailCount);
        letters[1] = VowelBase + index % (VowelCount * TrailCount) / TrailCount;
        if (index % TrailCount == 0)
            return 2;
        letters[2] = TrailBase + index % TrailCount;
        return 3;
    }

    /// <summary>The syllable of two letters, or of a syllable without a final and a final; -1 where there is none.</summary>
    public static int Compose(int first, int second)
    {
        if ((uint)(first - LeadBase) < LeadCount && (uint)(second - VowelBase) < VowelCount)
            return SyllableBase + ((first - LeadBase) * VowelCount + (second - VowelBase)) * TrailCount;
        if (IsSyllable(first) && (first - SyllableBase) % TrailCount == 0 && second > TrailBase && second < TrailBase + TrailCount)
            return first + (second - TrailBase);
        return -1;
    }
}
