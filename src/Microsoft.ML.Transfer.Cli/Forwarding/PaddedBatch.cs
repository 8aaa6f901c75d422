namespace Microsoft.ML.Transfer.Cli.Forwarding;

/// <summary>A batch as other engines take it: equally long rows, with padding. <i>Shape:</i> [sequences, length] each; null where not given.</summary>
internal sealed record PaddedBatch(string Name, int[][] Ids, int[][]? AttentionMask, int[][]? TypeIds, int[][]? Positions)
{
    public int SequenceCount => Ids.Length;

    public int Length => Ids[0].Length;
}
