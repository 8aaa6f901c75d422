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

    private readonly HashSet<int> _lastLayer = [encoder.Config.LayerCount];

    /// <summary>Computes the scores (logits). Each thread carries a batch of its own through the model; a single batch is shared between the threads instead.</summary>
    /// <param name="windows">The sequences.</param>
    /// <param name="destination"><i>Shape:</i> [sequences, scores], row-major.</param>
    /// <param name="parallel">The number of threads, and what ends the work after the batches at hand.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public void Score(IReadOnlyList<TextWindow> windows, float[] destination, ParallelOptions parallel)
    {
        parallel.CancellationToken.ThrowIfCancellationRequested();
        var threads = parallel.MaxDegreeOfParallelism;
        var batches = TokenBudget.Split(windows, TokensPerBatch, threads);
        if (batches.Count == 1)
        {
            Score(windows, batches[0], destination, threads);
            return;
        }
        var next = -1;
        Parallel.For(0, Math.Min(threads, batches.Count), parallel, _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < batches.Count; i = Interlocked.Increment(ref next))
            {
                parallel.CancellationToken.ThrowIfCancellationRequested();
                Score(windows, batches[i], destination, threads: 1);
            }
        });
    }

    private void Score(IReadOnlyList<TextWindow> windows, Range range, float[] destination, int threads)
    {
        var (start, count) = range.GetOffsetAndLength(windows.Count);
        var builder = new TokenBatchBuilder();
        for (var i = start; i < start + count; i++)
            builder.Add(windows[i].Ids, windows[i].TypeIds);
        using var states = encoder.Forward(builder.View(), _lastLayer, threads);
        head.Forward(states).CopyTo(destination.AsSpan(start * head.ScoreCount, count * head.ScoreCount));
    }
}
