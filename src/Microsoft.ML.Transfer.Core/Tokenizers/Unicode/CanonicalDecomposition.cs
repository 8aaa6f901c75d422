namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Decomposition into canonical order, as a list of changes to the source.</summary>
internal static class CanonicalDecomposition
{
    // Insertion sort is best for the one to three marks of real text; a hostile run of thousands needs an n log n sort.
    private const int LongRun = 24;

    /// <summary>Replaces the steps by those that decompose the text.</summary>
    public static void Add(ReadOnlySpan<char> text, bool compatibility, Transformation steps)
    {
        steps.Clear();
        Span<int> letters = stackalloc int[3];
        // Where the run of marks begins that is not yet in canonical order.
        var run = 0;
        for (var i = 0; i < text.Length;)
        {
            var codePoint = CharacterClasses.CodePointAt(text, i, out var units);
            i += units;
            ReadOnlySpan<int> parts = Hangul.IsSyllable(codePoint)
                ? letters[..Hangul.Decompose(codePoint, letters)]
                : NormalizationData.Decomposition(codePoint, compatibility);
            if (parts.IsEmpty)
            {
                Add(codePoint, 0, steps, ref run);
                continue;
            }
            for (var k = 0; k < parts.Length; k++)
                Add(parts[k], k == 0 ? 0 : 1, steps, ref run);
        }
        Order(steps.Steps[run..]);
    }

    private static void Add(int codePoint, int change, Transformation steps, ref int run)
    {
        steps.Add(codePoint, change);
        if (NormalizationData.CombiningClass(codePoint) != 0)
            return;
        Order(steps.Steps[run..^1]);
        run = steps.Count;
    }

    /// <summary>Sorts a run of marks by combining class, keeping the order of equals.</summary>
    private static void Order(Span<(int CodePoint, int Change)> run)
    {
        if (run.Length > LongRun)
        {
            var keys = new long[run.Length];
            for (var i = 0; i < run.Length; i++)
                keys[i] = ((long)NormalizationData.CombiningClass(run[i].CodePoint) << 32) | (uint)i;
            keys.AsSpan().Sort(run);
            return;
        }
        for (var i = 1; i < run.Length; i++)
        {
            var step = run[i];
            var combiningClass = NormalizationData.CombiningClass(step.CodePoint);
            var at = i;
            for (; at > 0 && NormalizationData.CombiningClass(run[at - 1].CodePoint) > combiningClass; at--)
                run[at] = run[at - 1];
            run[at] = step;
        }
    }
}
