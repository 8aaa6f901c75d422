using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.SentenceTransformers;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer;

/// <summary>From packed token ids to one vector a sequence: the encoder, the choice of layers, and the pooling.</summary>
/// <param name="encoder">Computes the hidden states.</param>
/// <param name="layout">The layers that are wanted.</param>
/// <param name="pooling">How tokens are combined.</param>
/// <param name="dense">What follows on pooling; null for nothing. With it there is one layer.</param>
internal sealed class SequenceEmbedder(Encoder encoder, FeatureLayout layout, Pooling pooling, DenseLayers? dense)
{
    private readonly Add _mean = new(1f / layout.Layers.Length);
    private readonly Pool _pool = pooling.ToOperation();
    private readonly bool _readsLastOnly = layout.Layers.All(layer => layer == encoder.Config.LayerCount);

    // Their memory is kept from one batch to the next, as the arenas' is.
    private readonly ConcurrentBag<TokenBatchBuilder> _builders = [];

    /// <summary>
    /// Computes the vectors of any number of windows, batch by batch as <see cref="TokenBudget.ForEach"/> says.
    /// </summary>
    /// <param name="windows">The tokens.</param>
    /// <param name="destination"><i>Shape:</i> [windows, dimension], row-major.</param>
    /// <param name="tokensPerBatch">The most tokens that are computed together.</param>
    /// <param name="parallel">The number of threads, and what ends the work after the batches at hand.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public void Embed(IReadOnlyList<TextWindow> windows, float[] destination, int tokensPerBatch, ParallelOptions parallel) =>
        TokenBudget.ForEach(windows, tokensPerBatch, parallel, (range, threads) => Embed(windows, range, destination, threads));

    /// <summary>Computes the vectors of a batch.</summary>
    /// <param name="batch">The tokens.</param>
    /// <param name="destination"><i>Shape:</i> [sequences, dimension], row-major.</param>
    /// <param name="threads">How many threads share the work.</param>
    public void Embed(TokenBatch batch, Span<float> destination, int threads = 1)
    {
        using var use = dense?.BeginUse();
        var pass = encoder.Run(batch, layout.Needed, _readsLastOnly ? pooling.Reads(batch) : TokenSelection.All, threads);
        try
        {
            if (layout.IsMean)
                PoolInto(pass, Mean(pass), destination, column: 0);
            else
                PoolEach(pass, destination);
        }
        finally
        {
            pass.End();
        }
    }

    private Tensor Mean(ForwardPass pass)
    {
        var count = layout.Layers.Length;
        var layers = ArrayPool<Tensor>.Shared.Rent(count);
        for (var i = 0; i < count; i++)
            layers[i] = pass.States.Layers[layout.Layers[i]]!;
        var mean = pass.Computation.Apply(_mean, layers.AsSpan(0, count));
        ArrayPool<Tensor>.Shared.Return(layers, clearArray: true);
        return mean;
    }

    private void PoolEach(ForwardPass pass, Span<float> destination)
    {
        var column = 0;
        foreach (var layer in layout.Layers)
        {
            if (column < layout.Dimension)
                PoolInto(pass, pass.States.Layers[layer]!, destination, column);
            column += encoder.Config.HiddenSize;
        }
    }

    private void Embed(IReadOnlyList<TextWindow> windows, Range range, float[] destination, int threads)
    {
        var (start, count) = range.GetOffsetAndLength(windows.Count);
        var builder = _builders.TryTake(out var idle) ? idle : new TokenBatchBuilder();
        builder.Clear();
        for (var i = start; i < start + count; i++)
            builder.Add(windows[i].Ids, windows[i].TypeIds);
        Embed(builder.View(), destination.AsSpan(start * layout.Dimension, count * layout.Dimension), threads);
        _builders.Add(builder);
    }

    /// <summary>Pools a layer into its columns of the vectors; columns past the last that is wanted are left out.</summary>
    private void PoolInto(ForwardPass pass, Tensor layer, Span<float> destination, int column)
    {
        var pooled = pass.Computation.Apply(_pool, layer, pass.Sequences.Output.Offsets);
        if (dense is not null)
            pooled = dense.Forward(pass.Computation, pooled);
        var hidden = pooled.Shape.Columns;
        if (hidden == layout.Dimension)
        {
            pooled.CopyTo(destination);
            return;
        }
        var width = Math.Min(hidden, layout.Dimension - column);
        var values = ArrayPool<float>.Shared.Rent((int)pooled.Shape.Count);
        pooled.CopyTo(values);
        for (var i = 0; i < pooled.Shape.Rows; i++)
            values.AsSpan(i * hidden, width).CopyTo(destination[(i * layout.Dimension + column)..]);
        ArrayPool<float>.Shared.Return(values);
    }
}
