using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Training;

/// <summary>Examples in an order that is drawn anew for each epoch, from the seed alone.</summary>
/// <typeparam name="TExample">An example.</typeparam>
/// <typeparam name="TBatch">Examples that are computed together.</typeparam>
public sealed class ShuffledBatches<TExample, TBatch> : IFineTuningBatches<TExample, TBatch>
{
    private readonly IReadOnlyList<TExample> _examples;
    private readonly Func<IReadOnlyList<TExample>, TBatch> _collate;
    private readonly int _batchSize;
    private readonly int _accumulation;
    private readonly ulong _seed;
    private int[] _order = [];
    private int _epoch = -1;

    /// <param name="examples">At least one.</param>
    /// <param name="batchSize">How many are computed together, at least 1; the last batch of an epoch may have fewer.</param>
    /// <param name="seed">Where the order comes from.</param>
    /// <param name="collate">Makes a batch.</param>
    /// <param name="accumulation">How many batches make a step, at least 1.</param>
    /// <exception cref="ArgumentException">There are no examples.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public ShuffledBatches(IReadOnlyList<TExample> examples, int batchSize, ulong seed, Func<IReadOnlyList<TExample>, TBatch> collate, int accumulation = 1)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(collate);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(accumulation, 1);
        if (examples.Count == 0)
            throw new ArgumentException("There are no examples to train on.", nameof(examples));
        (_examples, _batchSize, _seed, _collate, _accumulation) = (examples, batchSize, seed, collate, accumulation);
        ComputedTogether = batchSize;
    }

    int IFineTuningBatches<TExample, TBatch>.ComputedTogether
    {
        get => ComputedTogether;
        set => ComputedTogether = value;
    }

    /// <inheritdoc cref="IFineTuningBatches{TExample, TBatch}.ComputedTogether"/>
    internal int ComputedTogether
    {
        get;
        set => field = Math.Clamp(value, 1, _batchSize);
    }

    /// <inheritdoc/>
    public int StepsPerEpoch => (int)((_examples.Count + (long)_batchSize * _accumulation - 1) / ((long)_batchSize * _accumulation));

    IReadOnlyList<TExample> IFineTuningBatches<TExample, TBatch>.ExamplesOfStep(int epoch, int step) => ExamplesOfStep(epoch, step);

    /// <summary>The examples of a step.</summary>
    internal IReadOnlyList<TExample> ExamplesOfStep(int epoch, int step)
    {
        Shuffle(epoch);
        var most = (long)_batchSize * _accumulation;
        var first = (int)(step * most);
        // Fewer only at the end of an epoch.
        var end = (int)Math.Min(_order.Length, first + most);
        return Array.ConvertAll(_order[first..end], index => _examples[index]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TBatch> Step(int epoch, int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, StepsPerEpoch);
        var batches = new List<TBatch>(_accumulation);
        foreach (var batch in ExamplesOfStep(epoch, step).Chunk(_batchSize))
        {
            foreach (var part in batch.Chunk(ComputedTogether))
                batches.Add(_collate(part));
        }
        return batches;
    }

    /// <summary>Fisher and Yates: each order is as likely as any other.</summary>
    private void Shuffle(int epoch)
    {
        if (epoch == _epoch)
            return;
        var random = new CounterRandom(_seed, CounterRandom.StreamOf("shuffle") + (ulong)epoch);
        _order = [.. Enumerable.Range(0, _examples.Count)];
        for (var i = _order.Length - 1; i > 0; i--)
        {
            var j = (int)(random.Uniform((ulong)i) * (i + 1));
            (_order[i], _order[j]) = (_order[j], _order[i]);
        }
        _epoch = epoch;
    }
}
