using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Quantized;

/// <summary>
/// The integer micro-kernel of processors with AVX-VNNI: an instruction multiplies 32 pairs of bytes and adds them, four by four, to 8 sums. 6 rows × 2 registers
/// are 12 sums, which with a step of B and four bytes of A fill the 16 registers that its encoding has; 12 instructions wait for 8 loads, half of what goes
/// through in that time.
/// </summary>
internal readonly unsafe struct VnniTile : IQuantizedKernel
{
    public static bool IsSupported => AvxVnni.IsSupported;

    public static int Rows => 6;

    public static int ActivationBytes => sizeof(byte);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(in QuantizedTile tile)
    {
        var (start0, start1) = (Vector256.Load(tile.Start), Vector256.Load(tile.Start + 8));
        var (c00, c10, c20, c30, c40, c50) = (start0, start0, start0, start0, start0, start0);
        var (c01, c11, c21, c31, c41, c51) = (start1, start1, start1, start1, start1, start1);
        var a0 = tile.RowA(0);
        var a1 = tile.RowA(1);
        var a2 = tile.RowA(2);
        var a3 = tile.RowA(3);
        var a4 = tile.RowA(4);
        var a5 = tile.RowA(5);
        var b = tile.B;
        nint depth = tile.Depth;
        for (nint k = 0; k < depth; k += QuantizedWeights.DepthStep, b += QuantizedWeights.DepthStep * QuantizedWeights.PanelColumns)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + 32);
            var x = Broadcast(a0 + k);
            c00 = AvxVnni.MultiplyWideningAndAdd(c00, x, b0);
            c01 = AvxVnni.MultiplyWideningAndAdd(c01, x, b1);
            x = Broadcast(a1 + k);
            c10 = AvxVnni.MultiplyWideningAndAdd(c10, x, b0);
            c11 = AvxVnni.MultiplyWideningAndAdd(c11, x, b1);
            x = Broadcast(a2 + k);
            c20 = AvxVnni.MultiplyWideningAndAdd(c20, x, b0);
            c21 = AvxVnni.MultiplyWideningAndAdd(c21, x, b1);
            x = Broadcast(a3 + k);
            c30 = AvxVnni.MultiplyWideningAndAdd(c30, x, b0);
            c31 = AvxVnni.MultiplyWideningAndAdd(c31, x, b1);
            x = Broadcast(a4 + k);
            c40 = AvxVnni.MultiplyWideningAndAdd(c40, x, b0);
            c41 = AvxVnni.MultiplyWideningAndAdd(c41, x, b1);
            x = Broadcast(a5 + k);
            c50 = AvxVnni.MultiplyWideningAndAdd(c50, x, b0);
            c51 = AvxVnni.MultiplyWideningAndAdd(c51, x, b1);
        }
        tile.Finish(0, c00, c01);
        tile.Finish(1, c10, c11);
        tile.Finish(2, c20, c21);
        tile.Finish(3, c30, c31);
        tile.Finish(4, c40, c41);
        tile.Finish(5, c50, c51);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Broadcast(byte* fourBytes) => Vector256.Create(*(int*)fourBytes).AsByte();
}
