using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>Passages with spans hidden, in an order and with spans that are drawn anew for each epoch, from the seed alone. Passages that are too short to hide something are left out.</summary>
internal sealed class CorruptedBatches : ITrainingBatches<SequencePairBatch>
{
    private readonly IReadOnlyList<int[]> _passages;
    private readonly SpanCorruption _corruption;
    private readonly SequencePairs _pairs;
    private readonly ulong _seed;
    private readonly ShuffledBatches<int, IReadOnlyList<int>> _order;

    /// <param name="passages">Tokens of texts, without special ones.</param>
    /// <param name="corruption">What hides spans of them.</param>
    /// <param name="pairs">What makes batches for the model.</param>
    /// <param name="batchSize">How many are computed together, at least 1.</param>
    /// <param name="seed">Where the order and the spans come from.</param>
    /// <param name="accumulation">How many batches make a step, at least 1.</param>
    /// <exception cref="ArgumentException">No passage is long enough.</exception>
    public CorruptedBatches(IReadOnlyList<int[]> passages, SpanCorruption corruption, SequencePairs pairs, int batchSize, ulong seed, int accumulation = 1)
    {
        (_passages, _corruption, _pairs, _seed) = (passages, corruption, pairs, seed);
        int[] longEnough = [.. Enumerable.Range(0, passages.Count).Where(i => passages[i].Length >= SpanCorruption.ShortestSequence)];
        _order = new ShuffledBatches<int, IReadOnlyList<int>>(longEnough, batchSize, seed, batch => batch, accumulation);
    }

    /// <inheritdoc/>
    public int StepsPerEpoch => _order.StepsPerEpoch;

    /// <inheritdoc/>
    public IReadOnlyList<SequencePairBatch> Step(int epoch, int step) =>
        [.. _order.Step(epoch, step).Select(batch => _pairs.Collate(batch.Select(example => _pairs.Frame(_corruption.Apply(_passages[example], _seed, epoch, example)))))];
}
