using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;

namespace Microsoft.ML.Transfer;

/// <summary>From token ids to the scores that a head gives each token, for any number of sequences. Safe to share between threads.</summary>
/// <param name="encoder">Computes the hidden states.</param>
/// <param name="head">Scores each token.</param>
internal sealed class TokenScorer(Encoder encoder, TaskHead head)
{
    // Tokens that are computed together.
    private const int TokensPerBatch = 4096;

    private readonly HashSet<int> _lastLayer = [encoder.Config.LayerCount];

    /// <summary>Computes the scores (logits), batch by batch as <see cref="TokenBudget.ForEach"/> says.</summary>
    /// <param name="windows">The sequences.</param>
    /// <param name="take">Given which sequence, and its scores, [tokens, scores] row-major: once for each, from several threads, in any order.</param>
    /// <param name="parallel">The number of threads, and what ends the work after the batches at hand.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public void Score(IReadOnlyList<TextWindow> windows, Action<int, ReadOnlySpan<float>> take, ParallelOptions parallel)
    {
        if (windows.Count > 0)
            TokenBudget.ForEach(windows, TokensPerBatch, parallel, (range, threads) => Score(windows, range, take, threads));
    }

    private void Score(IReadOnlyList<TextWindow> windows, Range range, Action<int, ReadOnlySpan<float>> take, int threads)
    {
        var (start, count) = range.GetOffsetAndLength(windows.Count);
        var builder = new TokenBatchBuilder();
        for (var i = start; i < start + count; i++)
            builder.Add(windows[i].Ids, windows[i].TypeIds);
        var scores = new float[builder.TokenCount * head.ScoreCount];
        using (var states = encoder.Forward(builder.View(), _lastLayer, threads))
            head.Forward(states).CopyTo(scores);
        var left = scores.AsSpan();
        for (var i = start; i < start + count; i++)
        {
            var size = windows[i].Ids.Length * head.ScoreCount;
            take(i, left[..size]);
            left = left[size..];
        }
    }
}
