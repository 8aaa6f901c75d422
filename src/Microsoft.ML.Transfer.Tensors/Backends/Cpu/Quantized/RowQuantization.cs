using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Quantized;

/// <summary>
/// Rounds each row of x [rows, depth] to 8 bits on the fly: x[i, k] ≈ scale[i] · (q[i, k] − 128) with scale[i] = max |x[i, ·]| / 127. The same arithmetic, and
/// so the same bits, on every processor. A row that has not-a-number or infinity gets such a scale, and so gives such a result.
/// </summary>
internal unsafe struct RowQuantization : IParallelTasks
{
    private const int RowsPerTask = 16;
    private const int Zero = 128;

    // A sum with 1.5 · 2²³ has no room for a fraction: it rounds to the nearest whole number, and the number stands in the lowest bits.
    private const float Rounder = 12582912f;

    /// <summary>[rows, depth].</summary>
    public float* X;

    /// <summary>[rows, depth in whole steps], each in <see cref="Bytes"/>.</summary>
    public byte* Quantized;

    /// <summary>How many bytes a number is written in, 1 or 2.</summary>
    public int Bytes;

    /// <summary>[rows].</summary>
    public float* Scales;

    public int Rows;
    public int Depth;

    public readonly int TaskCount => (Rows + RowsPerTask - 1) / RowsPerTask;

    public readonly void Run(int task, int worker)
    {
        var wholeDepth = QuantizedWeights.WholeDepth(Depth);
        var last = Math.Min(Rows, (task + 1) * RowsPerTask);
        for (var row = task * RowsPerTask; row < last; row++)
            Scales[row] = Quantize(X + (nint)row * Depth, Quantized + (nint)row * wholeDepth * Bytes, Depth, wholeDepth, Bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Quantize(float* x, byte* quantized, int depth, int wholeDepth, int bytes)
    {
        var largest = MathF.Abs(TensorPrimitives.MaxMagnitude(new ReadOnlySpan<float>(x, depth)));
        var inverse = largest > 0 ? 127f / largest : 0f;
        // Below about 1e-37 the inverse is infinite; such numbers count as 0.
        if (float.IsInfinity(inverse))
            inverse = 0;
        var k = 0;
        for (; k <= depth - 2 * Vector256<float>.Count; k += 2 * Vector256<float>.Count)
        {
            var lower = Round(Vector256.Load(x + k), inverse);
            var upper = Round(Vector256.Load(x + k + Vector256<float>.Count), inverse);
            var both = Vector256.Narrow(lower, upper);
            if (bytes == 1)
                Vector128.Narrow(both.GetLower(), both.GetUpper()).Store(quantized + k);
            else
                both.Store((ushort*)quantized + k);
        }
        for (; k < wholeDepth; k++)
        {
            var rounded = k < depth ? (byte)BitConverter.SingleToUInt32Bits(x[k] * inverse + (Rounder + Zero)) : (byte)Zero;
            if (bytes == 1)
                quantized[k] = rounded;
            else
                ((ushort*)quantized)[k] = rounded;
        }
        return largest / 127f;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Round(Vector256<float> x, float inverse) =>
        (x * inverse + Vector256.Create(Rounder + Zero)).AsUInt32() & Vector256.Create(0xFFu);
}
