using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

/// <summary>Turns rows into columns, in blocks of 4 × 4 within 128-bit registers, which every processor here has.</summary>
internal static unsafe class Transposition
{
    private const int Block = 4;

    /// <summary>destination[c, r] = source[r, c]. Strides are in elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* source, nint strideSource, int rows, int columns, float* destination, nint strideDestination)
    {
        var wholeRows = rows / Block * Block;
        var wholeColumns = columns / Block * Block;
        for (var c = 0; c < wholeColumns; c += Block)
        {
            for (var r = 0; r < wholeRows; r += Block)
                RunBlock(source + r * strideSource + c, strideSource, destination + c * strideDestination + r, strideDestination);
        }
        for (var c = 0; c < columns; c++)
        {
            for (var r = c < wholeColumns ? wholeRows : 0; r < rows; r++)
                destination[c * strideDestination + r] = source[r * strideSource + c];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunBlock(float* source, nint strideSource, float* destination, nint strideDestination)
    {
        var row0 = Vector128.Load(source);
        var row1 = Vector128.Load(source + strideSource);
        var row2 = Vector128.Load(source + 2 * strideSource);
        var row3 = Vector128.Load(source + 3 * strideSource);

        // Pairs of rows interleaved, low halves and high halves; then pairs of pairs.
        var (low01, high01) = (Low(row0, row1), High(row0, row1));
        var (low23, high23) = (Low(row2, row3), High(row2, row3));
        LowHalves(low01, low23).Store(destination);
        HighHalves(low01, low23).Store(destination + strideDestination);
        LowHalves(high01, high23).Store(destination + 2 * strideDestination);
        HighHalves(high01, high23).Store(destination + 3 * strideDestination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b) : Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b) : Vector128.Create(a[2], b[2], a[3], b[3]);

    // Halves of 64 bits are no registers on x86: the general way to combine them goes through memory there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> LowHalves(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.MoveLowToHigh(a, b) : Vector128.Create(a.GetLower(), b.GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> HighHalves(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.MoveHighToLow(b, a) : Vector128.Create(a.GetUpper(), b.GetUpper());
}
