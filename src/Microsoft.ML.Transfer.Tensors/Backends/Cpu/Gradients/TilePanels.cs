using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>Products of the small matrices of one attention head by <see cref="SmallTile"/>: right operands in panels as wide as its tile, rows and columns in whole tiles.</summary>
internal static unsafe class TilePanels<V>
    where V : unmanaged, ISimdVector<V>
{
    /// <summary>The width of a panel.</summary>
    public static int Columns => SmallTile.Vectors * V.Count;

    /// <summary>A number of columns in whole panels.</summary>
    public static int Whole(int columns) => (columns + Columns - 1) / Columns * Columns;

    /// <summary>The transpose of a matrix [rows, columns] in panels [columns, panel width], with zeros past the last row.</summary>
    public static void PackTransposed(float* source, nint stride, int rows, int columns, float* panels)
    {
        for (var first = 0; first < rows; first += Columns)
        {
            var count = Math.Min(Columns, rows - first);
            var panel = panels + (nint)first * columns;
            if (count < Columns)
                new Span<float>(panel, Columns * columns).Clear();
            Transposition.Run(source + first * stride, stride, count, columns, panel, Columns);
        }
    }

    /// <summary>A matrix [rows, columns] in panels [rows, panel width], with zeros past the last column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(float* source, nint stride, int rows, int columns, float* panels)
    {
        for (var first = 0; first < columns; first += Columns)
        {
            var width = Math.Min(Columns, columns - first);
            for (var i = 0; i < rows; i++, panels += Columns)
            {
                new ReadOnlySpan<float>(source + i * stride + first, width).CopyTo(new Span<float>(panels, Columns));
                new Span<float>(panels + width, Columns - width).Clear();
            }
        }
    }

    /// <summary>c = a b, or c += a b.</summary>
    /// <param name="a">[rows, depth].</param>
    /// <param name="strideA">From one row to the next.</param>
    /// <param name="stepA">From one column to the next.</param>
    /// <param name="b">Panels [depth, panel width].</param>
    /// <param name="c">[rows, columns], in whole panels.</param>
    /// <param name="strideC">From one row to the next.</param>
    /// <param name="adds">Whether the product is added to c.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="depth">How many columns of a.</param>
    /// <param name="columns">In whole panels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(float* a, nint strideA, nint stepA, float* b, float* c, nint strideC, bool adds, int rows, int depth, int columns)
    {
        var zeros = stackalloc float[Columns];
        new Span<float>(zeros, Columns).Clear();
        var tile = new Tile { StrideA = strideA, StepA = stepA, StrideB = Columns, Start = zeros, StrideStart = adds ? strideC : 0, StrideC = strideC, Depth = depth };
        for (var row = 0; row < rows; row += SmallTile.Rows)
        {
            tile.Rows = Math.Min(SmallTile.Rows, rows - row);
            tile.A = a + row * strideA;
            for (var column = 0; column < columns; column += Columns)
            {
                tile.B = b + (nint)column * depth;
                tile.C = c + row * strideC + column;
                if (adds)
                    tile.Start = tile.C;
                SmallTile.Multiply<V>(tile);
            }
        }
    }
}
