namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Canonical composition of a decomposed text, merging the changes of what is composed.</summary>
internal static class CanonicalComposition
{
    public static void Compose(Transformation steps)
    {
        var list = steps.Steps;
        var written = 0;
        var starter = -1;
        var lastClass = -1;
        for (var i = 0; i < list.Length; i++)
        {
            var (codePoint, change) = list[i];
            var combiningClass = NormalizationData.CombiningClass(codePoint);
            // A mark is blocked from the starter by one of the same or a higher class in between.
            if (starter >= 0 && lastClass < combiningClass
                && NormalizationData.Compose(list[starter].CodePoint, codePoint) is var composite and >= 0)
            {
                list[starter] = (composite, list[starter].Change + change - 1);
                continue;
            }
            if (combiningClass == 0)
            {
                starter = written;
                lastClass = -1;
            }
            else if (starter >= 0)
            {
                lastClass = combiningClass;
            }
            list[written++] = (codePoint, change);
        }
        steps.Truncate(written);
    }
}
