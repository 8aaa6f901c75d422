using System.Runtime.CompilerServices;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

/// <summary>
/// A micro-kernel of 6 rows × 2 vectors: 12 sums, more than the 8 to 10 that the latency of two multiply-add units asks for, in 15 registers.
/// It is the matrix product of the instruction sets with 16 registers, and the attention of all of them, whose matrices are small.
/// </summary>
internal static unsafe class SmallTile
{
    public const int Rows = 6;
    public const int Vectors = 2;

    /// <inheritdoc cref="ISimdVector{TSelf}.MultiplyTile"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<V>(in Tile tile)
        where V : unmanaged, ISimdVector<V>
    {
        var at = tile.RowStart(0);
        var (c00, c01) = (V.Load(at), V.Load(at + V.Count));
        at = tile.RowStart(1);
        var (c10, c11) = (V.Load(at), V.Load(at + V.Count));
        at = tile.RowStart(2);
        var (c20, c21) = (V.Load(at), V.Load(at + V.Count));
        at = tile.RowStart(3);
        var (c30, c31) = (V.Load(at), V.Load(at + V.Count));
        at = tile.RowStart(4);
        var (c40, c41) = (V.Load(at), V.Load(at + V.Count));
        at = tile.RowStart(5);
        var (c50, c51) = (V.Load(at), V.Load(at + V.Count));

        var a0 = tile.RowA(0);
        var a1 = tile.RowA(1);
        var a2 = tile.RowA(2);
        var a3 = tile.RowA(3);
        var a4 = tile.RowA(4);
        var a5 = tile.RowA(5);
        var b = tile.B;
        var strideB = tile.StrideB;
        var stepA = tile.StepA;
        nint k = 0;
        for (var left = tile.Depth; left > 0; left--, k += stepA, b += strideB)
        {
            var b0 = V.Load(b);
            var b1 = V.Load(b + V.Count);
            var x = V.Broadcast(a0[k]);
            c00 = V.MultiplyAdd(x, b0, c00);
            c01 = V.MultiplyAdd(x, b1, c01);
            x = V.Broadcast(a1[k]);
            c10 = V.MultiplyAdd(x, b0, c10);
            c11 = V.MultiplyAdd(x, b1, c11);
            x = V.Broadcast(a2[k]);
            c20 = V.MultiplyAdd(x, b0, c20);
            c21 = V.MultiplyAdd(x, b1, c21);
            x = V.Broadcast(a3[k]);
            c30 = V.MultiplyAdd(x, b0, c30);
            c31 = V.MultiplyAdd(x, b1, c31);
            x = V.Broadcast(a4[k]);
            c40 = V.MultiplyAdd(x, b0, c40);
            c41 = V.MultiplyAdd(x, b1, c41);
            x = V.Broadcast(a5[k]);
            c50 = V.MultiplyAdd(x, b0, c50);
            c51 = V.MultiplyAdd(x, b1, c51);
        }

        at = tile.RowC(0);
        V.Store(c00, at);
        V.Store(c01, at + V.Count);
        at = tile.RowC(1);
        V.Store(c10, at);
        V.Store(c11, at + V.Count);
        at = tile.RowC(2);
        V.Store(c20, at);
        V.Store(c21, at + V.Count);
        at = tile.RowC(3);
        V.Store(c30, at);
        V.Store(c31, at + V.Count);
        at = tile.RowC(4);
        V.Store(c40, at);
        V.Store(c41, at + V.Count);
        at = tile.RowC(5);
        V.Store(c50, at);
        V.Store(c51, at + V.Count);
    }
}
