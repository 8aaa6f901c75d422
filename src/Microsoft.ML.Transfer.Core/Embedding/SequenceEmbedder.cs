using System.Buffers;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer;

/// <summary>From packed token ids to one vector a sequence: the encoder, the choice of layers, and the pooling.</summary>
/// <param name="encoder">Computes the hidden states.</param>
/// <param name="layout">The layers that are wanted.</param>
/// <param name="pooling">How tokens are combined.</param>
internal sealed class SequenceEmbedder(Encoder encoder, FeatureLayout layout, Pooling pooling)
{
    private readonly Add _mean = new(1f / layout.Layers.Length);
    private readonly Pool _pool = new(pooling switch
    {
        Pooling.Mean => PoolKind.Mean,
        Pooling.Cls => PoolKind.First,
        Pooling.Max => PoolKind.Max,
        Pooling.Last => PoolKind.Last,
        Pooling.SqrtLength => PoolKind.SumOverSquareRoot,
        _ => throw new ArgumentOutOfRangeException(nameof(pooling), pooling, "Unknown pooling."),
    });

    /// <summary>Computes the vectors.</summary>
    /// <param name="batch">The tokens.</param>
    /// <param name="destination"><i>Shape:</i> [sequences, dimension], row-major.</param>
    public void Embed(TokenBatch batch, Span<float> destination)
    {
        using var states = encoder.Forward(batch, layout.Needed);
        if (layout.IsMean)
        {
            Tensor[] layers = [.. layout.Layers.Select(layer => states[layer])];
            PoolInto(states, states.Computation.Apply(_mean, layers), destination, column: 0);
            return;
        }
        var column = 0;
        foreach (var layer in layout.Layers)
        {
            if (column < layout.Dimension)
                PoolInto(states, states[layer], destination, column);
            column += encoder.Config.HiddenSize;
        }
    }

    /// <summary>Pools a layer into its columns of the vectors; columns past the last that is wanted are left out.</summary>
    private void PoolInto(HiddenStates states, Tensor layer, Span<float> destination, int column)
    {
        var pooled = states.Computation.Apply(_pool, layer, states.Offsets);
        var hidden = pooled.Shape.Columns;
        var width = Math.Min(hidden, layout.Dimension - column);
        var values = ArrayPool<float>.Shared.Rent((int)pooled.Shape.Count);
        pooled.CopyTo(values);
        for (var i = 0; i < pooled.Shape.Rows; i++)
            values.AsSpan(i * hidden, width).CopyTo(destination[(i * layout.Dimension + column)..]);
        ArrayPool<float>.Shared.Return(values);
    }
}
