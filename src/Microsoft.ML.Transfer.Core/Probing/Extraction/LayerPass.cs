using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>The one pass over the data: each batch goes through the encoder once, and every layer's tokens are combined to rows before the next.</summary>
/// <param name="encoder">Computes the hidden states.</param>
/// <param name="pieces">Which tokens make up a row.</param>
/// <param name="store">Takes the rows.</param>
internal sealed class LayerPass(Encoder encoder, PiecePooling pieces, LayerStore store)
{
    private readonly HashSet<int> _layers = [.. store.Layers];

    /// <summary>Computes and stores the rows.</summary>
    /// <param name="windows">The sequences.</param>
    /// <param name="places">For each, which of its tokens make up which rows.</param>
    /// <param name="tokensPerBatch">The most tokens that are computed together.</param>
    /// <param name="parallel">The number of threads, and what ends the work after the batches at hand.</param>
    public void Run(IReadOnlyList<TextWindow> windows, VectorPlace[][] places, int tokensPerBatch, ParallelOptions parallel)
    {
        if (windows.Count > 0)
            TokenBudget.ForEach(windows, tokensPerBatch, parallel, (range, threads) => Run(windows, places, range, threads));
    }

    private void Run(IReadOnlyList<TextWindow> windows, VectorPlace[][] places, Range range, int threads)
    {
        var (start, count) = range.GetOffsetAndLength(windows.Count);
        var builder = new TokenBatchBuilder();
        var rows = new List<VectorPlace>();
        for (var i = start; i < start + count; i++)
        {
            var before = builder.TokenCount;
            rows.AddRange(places[i].Select(place => place with { Start = before + place.Start }));
            builder.Add(windows[i].Ids, windows[i].TypeIds);
        }
        var columns = store.Columns;
        var tokens = ArrayPool<float>.Shared.Rent(builder.TokenCount * columns);
        var pooled = ArrayPool<float>.Shared.Rent(Math.Max(1, rows.Count) * columns);
        using (var states = encoder.Forward(builder.View(), _layers, threads))
        {
            for (var layer = 0; layer < store.Layers.Count; layer++)
            {
                states[store.Layers[layer]].CopyTo(tokens);
                Write(layer, rows, tokens, pooled);
            }
        }
        ArrayPool<float>.Shared.Return(tokens);
        ArrayPool<float>.Shared.Return(pooled);
    }

    private void Write(int layer, List<VectorPlace> rows, float[] tokens, float[] pooled)
    {
        var columns = store.Columns;
        for (var first = 0; first < rows.Count;)
        {
            // Rows that follow each other are written together.
            var end = first;
            do
            {
                Pool(rows[end], tokens, pooled.AsSpan((end - first) * columns, columns));
                end++;
            }
            while (end < rows.Count && rows[end].Row == rows[end - 1].Row + 1);
            store.Write(layer, rows[first].Row, pooled.AsSpan(0, (end - first) * columns));
            first = end;
        }
    }

    private void Pool(VectorPlace place, float[] tokens, Span<float> destination)
    {
        var columns = destination.Length;
        var only = pieces switch
        {
            PiecePooling.First => place.Start,
            PiecePooling.Last => place.Start + place.Count - 1,
            _ => place.Start,
        };
        tokens.AsSpan(only * columns, columns).CopyTo(destination);
        if (pieces != PiecePooling.Mean || place.Count == 1)
            return;
        for (var i = 1; i < place.Count; i++)
            TensorPrimitives.Add(destination, tokens.AsSpan((place.Start + i) * columns, columns), destination);
        TensorPrimitives.Divide(destination, place.Count, destination);
    }
}
