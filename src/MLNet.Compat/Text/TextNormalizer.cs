using System.Text;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Removes punctuation, numbers and diacritics from text and changes its case, as asked for.</summary>
internal sealed record TextNormalizer(TextNormalizingEstimator.CaseMode CaseMode, bool KeepDiacritics, bool KeepPunctuations, bool KeepNumbers)
{
    private static readonly Dictionary<char, char> Plain = MakePlain();

    /// <summary>The normalized text; the same memory when nothing changes.</summary>
    public ReadOnlyMemory<char> Normalize(ReadOnlyMemory<char> text)
    {
        var source = text.Span;
        StringBuilder builder = null;
        for (int i = 0; i < source.Length; i++)
        {
            bool kept = TryMap(source[i], out char mapped);
            if (builder is null && kept && mapped == source[i])
                continue;
            builder ??= new StringBuilder(source.Length).Append(source[..i]);
            if (kept)
                builder.Append(mapped);
        }
        return builder is null ? text : builder.ToString().AsMemory();
    }

    private bool TryMap(char source, out char mapped)
    {
        mapped = source;
        if ((!KeepPunctuations && char.IsPunctuation(source)) || (!KeepNumbers && char.IsNumber(source)))
            return false;
        if (!KeepDiacritics)
        {
            if (IsCombiningDiacritic(source))
                return false;
            if (Plain.TryGetValue(source, out char plain))
                mapped = plain;
        }
        mapped = CaseMode switch
        {
            TextNormalizingEstimator.CaseMode.Lower => char.ToLowerInvariant(mapped),
            TextNormalizingEstimator.CaseMode.Upper => char.ToUpperInvariant(mapped),
            _ => mapped,
        };
        return true;
    }

    private static bool IsCombiningDiacritic(char c) => c is
        (>= '\u0300' and <= '\u036F') or (>= '\u0591' and <= '\u05BD') or '\u05C1' or '\u05C2' or '\u05C4' or '\u05C5' or '\u05C7'
        or (>= '\u0610' and <= '\u0615') or (>= '\u064C' and <= '\u065E') or '\u0670';

    // Letters of Latin, Greek and Cyrillic whose canonical decomposition is a base letter and combining marks.
    private static Dictionary<char, char> MakePlain()
    {
        var plain = new Dictionary<char, char>();
        for (char c = '\u00C0'; c <= '\u04F9'; c++)
        {
            if (!char.IsLetter(c))
                continue;
            string decomposed = c.ToString().Normalize(NormalizationForm.FormD);
            if (decomposed.Length > 1)
                plain.Add(c, decomposed[0]);
        }
        return plain;
    }
}
