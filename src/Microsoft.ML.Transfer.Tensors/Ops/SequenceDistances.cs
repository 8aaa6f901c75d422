namespace Microsoft.ML.Transfer.Tensors;

/// <summary>Tables with a row for each distance of two tokens, from the farthest before to the farthest behind, 0 in the middle.</summary>
internal static class SequenceDistances
{
    public static void Check(Operation operation, int distances, int longestQuery, int longestKey)
    {
        var longest = Math.Max(longestQuery, longestKey);
        if (longest > 0 && distances < 2L * longest - 1)
            throw new ArgumentException($"{operation.Name}: a sequence of {longest} tokens has {2L * longest - 1} distances; the table has {distances}.", nameof(distances));
    }
}
