using Microsoft.ML.Transfer.Batching;

namespace Microsoft.ML.Transfer.Cli.Forwarding;

/// <summary>A batch as other engines take it: equally long rows, with padding. <i>Shape:</i> [sequences, length] each; null where not given.</summary>
internal sealed record PaddedBatch(string Name, int[][] Ids, int[][]? AttentionMask, int[][]? TypeIds, int[][]? Positions)
{
    public int SequenceCount => Ids.Length;

    public int Length => Ids[0].Length;

    /// <summary>All tokens, those that the mask hides included, as the reference computes them.</summary>
    public TokenBatch Pack()
    {
        var builder = new TokenBatchBuilder();
        for (var i = 0; i < SequenceCount; i++)
            builder.Add(Ids[i], TypeIds?[i], Positions?[i], AttentionMask?[i]);
        return builder.Build();
    }

    /// <summary>Only the tokens that the mask shows, at the positions where they stood: what the vector of a sentence is made of.</summary>
    public TokenBatch PackVisible()
    {
        var builder = new TokenBatchBuilder();
        for (var i = 0; i < SequenceCount; i++)
        {
            var shown = Enumerable.Range(0, Length).Where(t => AttentionMask is null || AttentionMask[i][t] != 0).ToArray();
            builder.Add(Take(Ids, i, shown), Take(TypeIds, i, shown), Positions is null ? shown : Take(Positions, i, shown));
        }
        return builder.Build();
    }

    private static int[]? Take(int[][]? rows, int row, int[] columns) => rows is null ? null : [.. columns.Select(t => rows[row][t])];
}
