using Microsoft.ML.Transfer.Batching;

namespace Microsoft.ML.Transfer.Cli.Forwarding;

/// <summary>A batch as other engines take it: equally long rows, with padding. <i>Shape:</i> [sequences, length] each; null where not given.</summary>
/// <param name="Name">What the results are named by.</param>
/// <param name="Ids">The token ids.</param>
/// <param name="AttentionMask">0 for tokens that none attends to.</param>
/// <param name="TypeIds">Which text of a pair each token belongs to.</param>
/// <param name="Positions">The position of each token.</param>
internal sealed record PaddedBatch(string Name, int[][] Ids, int[][]? AttentionMask, int[][]? TypeIds, int[][]? Positions)
{
    /// <summary>What a decoder reads. <i>Shape:</i> [sequences, length of the decoder's].</summary>
    public int[][]? DecoderIds { get; init; }

    /// <summary>How many sequences in a row are the choices of one question; null where there are no choices.</summary>
    public int? Choices { get; init; }

    /// <summary>What the heads should have predicted; null where not given.</summary>
    public BatchLabels? Labels { get; init; }

    public int SequenceCount => Ids.Length;

    public int Length => Ids[0].Length;

    /// <summary>Whether the mask shows a token.</summary>
    public bool Shows(int sequence, int token) => AttentionMask is null || AttentionMask[sequence][token] != 0;

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
            var shown = Enumerable.Range(0, Length).Where(t => Shows(i, t)).ToArray();
            builder.Add(Take(Ids, i, shown), Take(TypeIds, i, shown), Positions is null ? shown : Take(Positions, i, shown));
        }
        return builder.Build();
    }

    /// <summary>The tokens of the decoder.</summary>
    public TokenBatch PackDecoder()
    {
        var builder = new TokenBatchBuilder();
        foreach (var row in DecoderIds ?? throw new InvalidOperationException("The batch has no tokens for a decoder."))
            builder.Add(row);
        return builder.Build();
    }

    private static int[]? Take(int[][]? rows, int row, int[] columns) => rows is null ? null : [.. columns.Select(t => rows[row][t])];
}

/// <summary>What the heads should have predicted for a batch; null where not given.</summary>
/// <param name="Classes">The class of each sequence, or of each token; several 0 or 1, or a number, for each sequence. −100 where nothing is asked.</param>
/// <param name="Starts">Where each answer begins.</param>
/// <param name="Ends">Where each answer ends.</param>
internal sealed record BatchLabels(double[][]? Classes, int[]? Starts, int[]? Ends);
