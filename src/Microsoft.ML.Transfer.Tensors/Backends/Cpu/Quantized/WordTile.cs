using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Quantized;

/// <summary>
/// The integer micro-kernel of processors with AVX-512 but without AVX-VNNI, 8 rows × 16 columns: weights are widened to 16 bits once for all 8 rows, activations come widened, and an instruction
/// multiplies 32 pairs of them and adds each two neighbours to 32 bits. That takes an instruction more than a multiply-add of floats, and does twice as much; where additions of integers have
/// units of their own, as on Zen 4, it is nearly twice as fast. 16 of the registers are sums, of which each 64 bits hold those of a column: its first two steps of the depth, and its last two.
/// </summary>
internal readonly unsafe struct WordTile : IQuantizedKernel
{
    public static bool IsSupported => Avx512BW.IsSupported;

    public static int Rows => 8;

    public static int ActivationBytes => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(in QuantizedTile tile)
    {
        var zero = Vector512<int>.Zero;
        var (c00, c10, c20, c30, c40, c50, c60, c70) = (zero, zero, zero, zero, zero, zero, zero, zero);
        var (c01, c11, c21, c31, c41, c51, c61, c71) = (zero, zero, zero, zero, zero, zero, zero, zero);
        var a0 = tile.RowA(0);
        var a1 = tile.RowA(1);
        var a2 = tile.RowA(2);
        var a3 = tile.RowA(3);
        var a4 = tile.RowA(4);
        var a5 = tile.RowA(5);
        var a6 = tile.RowA(6);
        var a7 = tile.RowA(7);
        var b = tile.B;
        nint end = (nint)tile.Depth * sizeof(ushort);
        for (nint k = 0; k < end; k += QuantizedWeights.DepthStep * sizeof(ushort), b += QuantizedWeights.DepthStep * QuantizedWeights.PanelColumns)
        {
            var b0 = Avx512BW.ConvertToVector512Int16(Vector256.Load(b));
            var b1 = Avx512BW.ConvertToVector512Int16(Vector256.Load(b + 32));
            var x = Broadcast(a0 + k);
            c00 += Avx512BW.MultiplyAddAdjacent(x, b0);
            c01 += Avx512BW.MultiplyAddAdjacent(x, b1);
            x = Broadcast(a1 + k);
            c10 += Avx512BW.MultiplyAddAdjacent(x, b0);
            c11 += Avx512BW.MultiplyAddAdjacent(x, b1);
            x = Broadcast(a2 + k);
            c20 += Avx512BW.MultiplyAddAdjacent(x, b0);
            c21 += Avx512BW.MultiplyAddAdjacent(x, b1);
            x = Broadcast(a3 + k);
            c30 += Avx512BW.MultiplyAddAdjacent(x, b0);
            c31 += Avx512BW.MultiplyAddAdjacent(x, b1);
            x = Broadcast(a4 + k);
            c40 += Avx512BW.MultiplyAddAdjacent(x, b0);
            c41 += Avx512BW.MultiplyAddAdjacent(x, b1);
            x = Broadcast(a5 + k);
            c50 += Avx512BW.MultiplyAddAdjacent(x, b0);
            c51 += Avx512BW.MultiplyAddAdjacent(x, b1);
            x = Broadcast(a6 + k);
            c60 += Avx512BW.MultiplyAddAdjacent(x, b0);
            c61 += Avx512BW.MultiplyAddAdjacent(x, b1);
            x = Broadcast(a7 + k);
            c70 += Avx512BW.MultiplyAddAdjacent(x, b0);
            c71 += Avx512BW.MultiplyAddAdjacent(x, b1);
        }
        Finish(tile, 0, c00, c01);
        Finish(tile, 1, c10, c11);
        Finish(tile, 2, c20, c21);
        Finish(tile, 3, c30, c31);
        Finish(tile, 4, c40, c41);
        Finish(tile, 5, c50, c51);
        Finish(tile, 6, c60, c61);
        Finish(tile, 7, c70, c71);
    }

    /// <summary>Four activations, again and again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Broadcast(byte* fourWords) => Vector512.Create(*(long*)fourWords).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(in QuantizedTile tile, int row, Vector512<int> sums0, Vector512<int> sums1) =>
        tile.Finish(row, Join(sums0) + Vector256.Load(tile.Start), Join(sums1) + Vector256.Load(tile.Start + 8));

    /// <summary>The sum of both halves of each 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Join(Vector512<int> halves) =>
        Avx512F.ConvertToVector256Int32((halves + Vector512.ShiftRightLogical(halves.AsInt64(), 32).AsInt32()).AsInt64());
}
