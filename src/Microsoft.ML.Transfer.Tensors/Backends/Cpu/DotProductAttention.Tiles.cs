using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <content>
/// The arithmetic of a tile of queries. Right operands are copied into panels as wide as the micro-kernel's tile, [depth, tile columns] each, so that it reads
/// memory in order: where a head stands in rows of all heads, each step would be in another page. A copy is read once for every 6 queries.
/// </content>
internal unsafe partial struct DotProductAttention<V>
{
    /// <summary>The columns of a head, transposed: panels [head size, tile columns], with zeros past the last row.</summary>
    private readonly void PackTransposed(float* source, nint stride, int rows, float* panels)
    {
        for (var first = 0; first < rows; first += TileColumns)
        {
            var count = Math.Min(TileColumns, rows - first);
            var panel = panels + (nint)first * _operands.HeadSize;
            for (var i = 0; count < TileColumns && i < _operands.HeadSize; i++)
                new Span<float>(panel + i * TileColumns + count, TileColumns - count).Clear();
            Transposition.Run(source + first * stride, stride, count, _operands.HeadSize, panel, TileColumns);
        }
    }

    /// <summary>The columns of a head: panels [rows, tile columns], with zeros past the last column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void PackValues(float* source, int rows, float* panels)
    {
        nint stride = _keyStride;
        var size = _operands.HeadSize;
        var whole = size / TileColumns * TileColumns;
        for (var first = 0; first < whole; first += TileColumns)
        {
            for (var i = 0; i < rows; i++, panels += TileColumns)
            {
                var row = source + i * stride + first;
                V.Store(V.Load(row), panels);
                V.Store(V.Load(row + V.Count), panels + V.Count);
            }
        }
        for (var i = 0; whole < size && i < rows; i++, panels += TileColumns)
        {
            new ReadOnlySpan<float>(source + i * stride + whole, size - whole).CopyTo(new Span<float>(panels, TileColumns));
            new Span<float>(panels + size - whole, TileColumns - (size - whole)).Clear();
        }
    }

    /// <summary>c = start + a b for a few rows and any number of whole tiles.</summary>
    /// <param name="a">[rows, depth].</param>
    /// <param name="strideA">From one row to the next.</param>
    /// <param name="depth">How many rows of each panel are multiplied.</param>
    /// <param name="b">Panels.</param>
    /// <param name="panelRows">How many rows each panel has.</param>
    /// <param name="start">[rows, columns].</param>
    /// <param name="strideStart">From one row to the next; 0 for the same.</param>
    /// <param name="c">[rows, columns].</param>
    /// <param name="strideC">From one row to the next.</param>
    /// <param name="rows">At most those of a tile.</param>
    /// <param name="columns">Whole tiles.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(
        float* a, nint strideA, int depth, float* b, int panelRows, float* start, nint strideStart, float* c, nint strideC, int rows, int columns)
    {
        var tile = new Tile { A = a, StrideA = strideA, StepA = 1, StrideB = TileColumns, StrideStart = strideStart, StrideC = strideC, Rows = rows, Depth = depth };
        for (var column = 0; column < columns; column += TileColumns)
        {
            tile.B = b + (nint)column * panelRows;
            tile.Start = start + column;
            tile.C = c + column;
            SmallTile.Multiply<V>(tile);
        }
    }

    /// <summary>
    /// exp(s (x − max)) / Σ exp(s (x − max)) of each row, with the scale s &gt; 0 of the scores: the shift keeps the exponentials in range and changes nothing else.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Softmax(float* scores, nint stride, int rows, int columns)
    {
        var scale = V.Broadcast(_operands.Scale);
        for (var i = 0; i < rows; i++, scores += stride)
        {
            var largest = V.Load(scores);
            for (var j = V.Count; j < columns; j += V.Count)
                largest = V.Max(largest, V.Load(scores + j));
            var shift = V.Broadcast(V.Largest(largest));
            var sums = V.Zero;
            for (var j = 0; j < columns; j += V.Count)
            {
                var weight = VectorMath.Exp((V.Load(scores + j) - shift) * scale);
                V.Store(weight, scores + j);
                sums += weight;
            }
            var factor = V.Broadcast(1f / V.Sum(sums));
            for (var j = 0; j < columns; j += V.Count)
                V.Store(V.Load(scores + j) * factor, scores + j);
        }
    }
}
