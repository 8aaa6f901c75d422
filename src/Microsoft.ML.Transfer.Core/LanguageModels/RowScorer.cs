using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;

namespace Microsoft.ML.Transfer;

/// <summary>What a language model says of some tokens of some sequences: only for those is the product with the whole vocabulary computed. Safe to share between threads.</summary>
/// <param name="encoder">Computes the hidden states.</param>
/// <param name="head">Scores each token.</param>
internal sealed class RowScorer(Encoder encoder, TaskHead head)
{
    // The scores of a batch, a vocabulary for each token, are held twice: 2 × 256 MiB at the most.
    private const int LogitsPerBatch = 1 << 26;

    private readonly int _tokensPerBatch = Math.Max(1, LogitsPerBatch / head.ScoreCount);

    /// <summary>Takes the scores of a token.</summary>
    /// <param name="window">Which sequence.</param>
    /// <param name="row">Which of its tokens.</param>
    /// <param name="logits"><i>Shape:</i> [vocabulary]. Valid during the call.</param>
    public delegate void Use(int window, int row, ReadOnlySpan<float> logits);

    /// <summary>Computes the scores, batch by batch as <see cref="TokenBudget.ForEach"/> says.</summary>
    /// <param name="windows">The sequences.</param>
    /// <param name="rows">Which tokens of each.</param>
    /// <param name="parallel">The number of threads, and what ends the work after the batches at hand.</param>
    /// <param name="use">What to do with them; called by several threads at once.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public void Score(IReadOnlyList<TextWindow> windows, IReadOnlyList<int[]> rows, ParallelOptions parallel, Use use)
    {
        if (windows.Count > 0)
            TokenBudget.ForEach(windows, _tokensPerBatch, parallel, (range, threads) => Score(windows, rows, range, threads, use));
    }

    /// <summary>The natural logarithm of a token's probability.</summary>
    public static double LogProbability(ReadOnlySpan<float> logits, int id) => logits[id] - LogPartition(logits);

    /// <summary>ln Σ e^logit: what is to be taken from a logit to make it the logarithm of a probability.</summary>
    public static double LogPartition(ReadOnlySpan<float> logits)
    {
        var highest = TensorPrimitives.Max<float>(logits);
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Math.Exp((double)logit - highest);
        return highest + Math.Log(sum);
    }

    private void Score(IReadOnlyList<TextWindow> windows, IReadOnlyList<int[]> rows, Range range, int threads, Use use)
    {
        var (start, count) = range.GetOffsetAndLength(windows.Count);
        var builder = new TokenBatchBuilder();
        var wanted = new List<int>();
        for (var i = start; i < start + count; i++)
        {
            foreach (var row in rows[i])
                wanted.Add(builder.TokenCount + row);
            builder.Add(windows[i].Ids, windows[i].TypeIds);
        }
        if (wanted.Count == 0)
            return;
        using var states = encoder.Forward(builder.View(), CollectionsMarshal.AsSpan(wanted), threads);
        var logits = head.Forward(states);
        var values = new float[logits.Shape.Count];
        logits.CopyTo(values);
        var at = 0;
        for (var i = start; i < start + count; i++)
        {
            foreach (var row in rows[i])
                use(i, row, values.AsSpan(logits.Shape.Columns * at++, logits.Shape.Columns));
        }
    }
}
