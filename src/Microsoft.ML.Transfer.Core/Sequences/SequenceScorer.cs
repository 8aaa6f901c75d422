using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;

namespace Microsoft.ML.Transfer;

/// <summary>From token ids to the scores of a head, for any number of sequences. Safe to share between threads.</summary>
/// <param name="encoder">Computes the hidden states.</param>
/// <param name="head">Scores each sequence.</param>
internal sealed class SequenceScorer(Encoder encoder, TaskHead head)
{
    // Tokens that are computed together.
    private const int TokensPerBatch = 4096;

    /// <summary>Computes the scores (logits), batch by batch as <see cref="TokenBudget.ForEach"/> says.</summary>
    /// <param name="windows">The sequences.</param>
    /// <param name="destination"><i>Shape:</i> [sequences, scores], row-major.</param>
    /// <param name="parallel">The number of threads, and what ends the work after the batches at hand.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public void Score(IReadOnlyList<TextWindow> windows, float[] destination, ParallelOptions parallel) =>
        TokenBudget.ForEach(windows, TokensPerBatch, parallel, (range, threads) => Score(windows, range, destination, threads));

    private void Score(IReadOnlyList<TextWindow> windows, Range range, float[] destination, int threads)
    {
        var (start, count) = range.GetOffsetAndLength(windows.Count);
        var builder = new TokenBatchBuilder();
        for (var i = start; i < start + count; i++)
            builder.Add(windows[i].Ids, windows[i].TypeIds);
        var batch = builder.View();
        using var states = encoder.Forward(batch, head.Reads(batch), threads);
        head.Forward(states).CopyTo(destination.AsSpan(start * head.ScoreCount, count * head.ScoreCount));
    }
}
