using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer;

/// <summary>What the engine computes for each <see cref="Pooling"/>.</summary>
internal static class PoolingOperations
{
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public static Pool ToOperation(this Pooling pooling) => new(pooling switch
    {
        Pooling.Mean => PoolKind.Mean,
        Pooling.Cls => PoolKind.First,
        Pooling.Max => PoolKind.Max,
        Pooling.Last => PoolKind.Last,
        Pooling.SqrtLength => PoolKind.SumOverSquareRoot,
        Pooling.WeightedMean => PoolKind.WeightedMean,
        Pooling.LeadMean => PoolKind.LeadMean,
        _ => throw new ArgumentOutOfRangeException(nameof(pooling), pooling, "Unknown pooling."),
    });

    /// <summary>The tokens of a layer that are read.</summary>
    public static TokenSelection Reads(this Pooling pooling, TokenBatch batch) => pooling == Pooling.Cls ? TokenSelection.FirstOfEach(batch) : TokenSelection.All;
}
