using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Quantized;

/// <summary>
/// The integer micro-kernel of all other processors, 1 row × 16 columns: bytes are widened to 16 bits, multiplied, and added up in pairs to 32 bits. (AVX2 can multiply
/// bytes as they are, but its sums of two products do not fit their 16 bits.)
/// </summary>
internal readonly unsafe struct PairTile : IQuantizedKernel
{
    public static int Rows => 1;

    public static int ActivationBytes => sizeof(byte);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(in QuantizedTile tile)
    {
        // Each sum of 8 holds the even and the odd pairs of 4 columns.
        var (c0, c1, c2, c3) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
        var b = tile.B;
        for (var k = 0; k < tile.Depth; k += QuantizedWeights.DepthStep, b += QuantizedWeights.DepthStep * QuantizedWeights.PanelColumns)
        {
            var (lower, upper) = Vector128.Widen(Vector128.Create(*(int*)(tile.A + k)).AsByte());
            var x = Vector256.Create(lower, upper).AsInt16();
            c0 += PairSums(x, Widen(b));
            c1 += PairSums(x, Widen(b + 16));
            c2 += PairSums(x, Widen(b + 32));
            c3 += PairSums(x, Widen(b + 48));
        }
        tile.Finish(0, Join(c0, c1) + Vector256.Load(tile.Start), Join(c2, c3) + Vector256.Load(tile.Start + 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Widen(sbyte* source)
    {
        if (Avx2.IsSupported)
            return Avx2.ConvertToVector256Int16(source);
        var (lower, upper) = Vector128.Widen(Vector128.Load(source));
        return Vector256.Create(lower, upper);
    }

    /// <summary>a[2i] b[2i] + a[2i + 1] b[2i + 1]. A product of a byte and a signed byte fits 16 bits; the sum of two does not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> PairSums(Vector256<short> a, Vector256<short> b)
    {
        if (Avx2.IsSupported)
            return Avx2.MultiplyAddAdjacent(a, b);
        // The even products stand in the lower halves of 32 bits, the odd ones in the upper; shifts extend their signs.
        var products = (a * b).AsInt32();
        return Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(products, 16), 16) + Vector256.ShiftRightArithmetic(products, 16);
    }

    /// <summary>The sums of adjacent pairs of both, in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Join(Vector256<int> first, Vector256<int> second)
    {
        if (Avx2.IsSupported)
            return Avx2.Permute4x64(Avx2.HorizontalAdd(first, second).AsInt64(), 0b11_01_10_00).AsInt32();
        return Vector256.Create(
            first[0] + first[1], first[2] + first[3], first[4] + first[5], first[6] + first[7],
            second[0] + second[1], second[2] + second[3], second[4] + second[5], second[6] + second[7]);
    }
}
