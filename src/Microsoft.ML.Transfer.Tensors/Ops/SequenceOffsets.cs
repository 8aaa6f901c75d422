namespace Microsoft.ML.Transfer.Tensors;

/// <summary>The offsets of packed sequences: 0 first, ascending, the number of tokens last.</summary>
internal static class SequenceOffsets
{
    public static void Check(Operation operation, ReadOnlySpan<int> offsets, int tokens)
    {
        var ascending = offsets.Length > 0 && offsets[0] == 0 && offsets[^1] == tokens;
        for (var i = 1; ascending && i < offsets.Length; i++)
            ascending = offsets[i] >= offsets[i - 1];
        if (!ascending)
            throw new ArgumentException($"{operation.Name}: sequence offsets must ascend from 0 to the {tokens} tokens of the batch.", nameof(offsets));
    }

    public static int Longest(ReadOnlySpan<int> offsets)
    {
        var longest = 0;
        for (var i = 1; i < offsets.Length; i++)
            longest = Math.Max(longest, offsets[i] - offsets[i - 1]);
        return longest;
    }
}
