using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;

namespace Microsoft.ML.Transfer;

/// <summary>From token ids to the scores of each token as the begin and as the end of an answer. Safe to share between threads.</summary>
/// <param name="encoder">Computes the hidden states.</param>
/// <param name="head">Scores each token.</param>
internal sealed class SpanScorer(Encoder encoder, TaskHead head)
{
    // Tokens that are computed together.
    private const int TokensPerBatch = 4096;

    private readonly HashSet<int> _lastLayer = [encoder.Config.LayerCount];

    /// <summary>The scores (logits) of each window. <i>Shape of each:</i> [tokens, 2], row-major.</summary>
    /// <param name="windows">The sequences.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The results do not depend on it.</param>
    /// <param name="cancellation">Ends the work after the batches at hand.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public float[][] Score(IReadOnlyList<TextWindow> windows, int? threads, CancellationToken cancellation)
    {
        var scores = new float[windows.Count][];
        if (windows.Count > 0)
            TokenBudget.ForEach(windows, TokensPerBatch, new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellation }, (range, count) => Score(windows, range, scores, count));
        return scores;
    }

    private void Score(IReadOnlyList<TextWindow> windows, Range range, float[][] scores, int threads)
    {
        var (start, count) = range.GetOffsetAndLength(windows.Count);
        var builder = new TokenBatchBuilder();
        for (var i = start; i < start + count; i++)
            builder.Add(windows[i].Ids, windows[i].TypeIds);
        using var states = encoder.Forward(builder.View(), _lastLayer, threads);
        var all = new float[2 * builder.TokenCount];
        head.Forward(states).CopyTo(all);
        var first = 0;
        for (var i = start; i < start + count; i++)
        {
            scores[i] = all[(2 * first)..(2 * (first + windows[i].Ids.Length))];
            first += windows[i].Ids.Length;
        }
    }
}
