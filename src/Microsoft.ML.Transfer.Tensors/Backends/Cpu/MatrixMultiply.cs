using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>
/// y = x Wᵀ + b for row-major x [rows, depth] and W [columns, depth]. Both operands are read along their rows, so an element of y is a dot
/// product of two contiguous vectors. A tile of 4 rows × 2 columns keeps 8 vector accumulators in registers and needs 6 loads for
/// 8 multiply-adds; the remainders use the same sequence of additions per element, so that a row's result does not depend on which
/// rows are computed with it.
/// </summary>
internal static class MatrixMultiply
{
    private const int TileRows = 4;
    private const int TileColumns = 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransposedWithBias(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> y, int rows, int columns, int depth)
    {
        // The two rows of W stay in the first-level cache while all rows of x pass.
        var column = 0;
        for (; column + TileColumns <= columns; column += TileColumns)
        {
            var w0 = weight.Slice(column * depth, depth);
            var w1 = weight.Slice((column + 1) * depth, depth);
            var (b0, b1) = bias.IsEmpty ? (0f, 0f) : (bias[column], bias[column + 1]);
            var row = 0;
            for (; row + TileRows <= rows; row += TileRows)
                Tile(x.Slice(row * depth, TileRows * depth), w0, w1, b0, b1, y[(row * columns + column)..], columns);
            for (; row < rows; row++)
            {
                var xRow = x.Slice(row * depth, depth);
                y[row * columns + column] = Dot(xRow, w0) + b0;
                y[row * columns + column + 1] = Dot(xRow, w1) + b1;
            }
        }
        for (; column < columns; column++)
        {
            var w = weight.Slice(column * depth, depth);
            var b = bias.IsEmpty ? 0f : bias[column];
            for (var row = 0; row < rows; row++)
                y[row * columns + column] = Dot(x.Slice(row * depth, depth), w) + b;
        }
    }

    /// <summary>The dot product in the order of additions that the tile uses: lanes first, then across the lanes, then the rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var va = MemoryMarshal.Cast<float, Vector<float>>(a);
        var vb = MemoryMarshal.Cast<float, Vector<float>>(b);
        var sum = Vector<float>.Zero;
        for (var i = 0; i < va.Length; i++)
            sum = Vector.FusedMultiplyAdd(va[i], vb[i], sum);
        return WithRest(sum, a, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile(ReadOnlySpan<float> x, ReadOnlySpan<float> w0, ReadOnlySpan<float> w1, float b0, float b1, Span<float> y, int stride)
    {
        var depth = w0.Length;
        var x0 = x[..depth];
        var x1 = x.Slice(depth, depth);
        var x2 = x.Slice(2 * depth, depth);
        var x3 = x.Slice(3 * depth, depth);
        var steps = depth / Vector<float>.Count;
        ref var px0 = ref MemoryMarshal.GetReference(x0);
        ref var px1 = ref MemoryMarshal.GetReference(x1);
        ref var px2 = ref MemoryMarshal.GetReference(x2);
        ref var px3 = ref MemoryMarshal.GetReference(x3);
        ref var pw0 = ref MemoryMarshal.GetReference(w0);
        ref var pw1 = ref MemoryMarshal.GetReference(w1);
        var (s00, s10, s20, s30) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        var (s01, s11, s21, s31) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        for (var i = 0; i < steps; i++)
        {
            var at = (nuint)(i * Vector<float>.Count);
            var v0 = Vector.LoadUnsafe(ref pw0, at);
            var v1 = Vector.LoadUnsafe(ref pw1, at);
            var u = Vector.LoadUnsafe(ref px0, at);
            s00 = Vector.FusedMultiplyAdd(u, v0, s00);
            s01 = Vector.FusedMultiplyAdd(u, v1, s01);
            u = Vector.LoadUnsafe(ref px1, at);
            s10 = Vector.FusedMultiplyAdd(u, v0, s10);
            s11 = Vector.FusedMultiplyAdd(u, v1, s11);
            u = Vector.LoadUnsafe(ref px2, at);
            s20 = Vector.FusedMultiplyAdd(u, v0, s20);
            s21 = Vector.FusedMultiplyAdd(u, v1, s21);
            u = Vector.LoadUnsafe(ref px3, at);
            s30 = Vector.FusedMultiplyAdd(u, v0, s30);
            s31 = Vector.FusedMultiplyAdd(u, v1, s31);
        }
        y[0] = WithRest(s00, x0, w0) + b0;
        y[1] = WithRest(s01, x0, w1) + b1;
        y[stride] = WithRest(s10, x1, w0) + b0;
        y[stride + 1] = WithRest(s11, x1, w1) + b1;
        y[2 * stride] = WithRest(s20, x2, w0) + b0;
        y[2 * stride + 1] = WithRest(s21, x2, w1) + b1;
        y[3 * stride] = WithRest(s30, x3, w0) + b0;
        y[3 * stride + 1] = WithRest(s31, x3, w1) + b1;
    }

    /// <summary>Adds up the lanes, then the products past the last whole vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float WithRest(Vector<float> lanes, ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = Vector.Sum(lanes);
        for (var i = a.Length / Vector<float>.Count * Vector<float>.Count; i < a.Length; i++)
            sum = MathF.FusedMultiplyAdd(a[i], b[i], sum);
        return sum;
    }
}
