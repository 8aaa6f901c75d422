using System.Buffers;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>The row of the table of positions that belongs to each token.</summary>
/// <param name="config">What is counted, and from where.</param>
internal sealed class PositionIds(PositionConfig config)
{
    /// <summary>Shape: tokens of the batch → [tokens].</summary>
    public Tensor Upload(Arena arena, TokenBatch batch)
    {
        if (config is { Source: PositionSource.Index, Offset: 0 })
            return arena.Upload(batch.Positions);
        var rented = ArrayPool<int>.Shared.Rent(batch.TokenCount);
        var rows = rented.AsSpan(0, batch.TokenCount);
        if (config.Source == PositionSource.Index)
            System.Numerics.Tensors.TensorPrimitives.Add(batch.Positions, config.Offset, rows);
        else
            Count(batch, rows);
        var uploaded = arena.Upload(rows);
        ArrayPool<int>.Shared.Return(rented);
        return uploaded;
    }

    private void Count(TokenBatch batch, Span<int> rows)
    {
        for (var s = 0; s < batch.SequenceCount; s++)
        {
            var counted = 0;
            for (var t = batch.Offsets[s]; t < batch.Offsets[s + 1]; t++)
            {
                var counts = config.Source == PositionSource.NotPadding
                    ? batch.Ids[t] != config.PaddingId
                    : batch.Visible.IsEmpty || batch.Visible[t] != 0;
                rows[t] = config.Offset + (counts ? counted++ : -1);
            }
        }
    }
}
