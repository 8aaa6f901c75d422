using System.Numerics.Tensors;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Quantized;

/// <summary>
/// Weights W [columns, depth] as 8-bit integers: W[n, k] ≈ scale[n] · q[n, k] with q in −127 … 127, a scale for each output.
/// <para>
/// A dot-product instruction multiplies 4 bytes at a time. So the order is panels of 16 columns, and in them, for each 4 steps of the depth, the 4
/// bytes of a column beside those of the next: [columns / 16][depth / 4][16][4], 64 bytes a step. What columns and depth lack is 0.
/// </para>
/// </summary>
internal readonly unsafe struct QuantizedWeights
{
    public const int PanelColumns = 16;
    public const int DepthStep = 4;

    private const int Largest = 127;

    private readonly int _columns;
    private readonly int _depth;

    public QuantizedWeights(byte* memory, int columns, int depth)
    {
        (_columns, _depth) = (columns, depth);
        var wholeColumns = WholeColumns(columns);
        Scales = (float*)memory;
        Offsets = (int*)(Scales + wholeColumns);
        Values = (sbyte*)(Offsets + wholeColumns);
    }

    /// <summary>[columns], to whole panels.</summary>
    public float* Scales { get; }

    /// <summary>
    /// −128 Σ q[n, k] for each column: the instruction takes its left operand without a sign, so that activations come with 128 added; this takes
    /// it away again. [columns], to whole panels.
    /// </summary>
    public int* Offsets { get; }

    public sbyte* Values { get; }

    public static long Size(int columns, int depth) => (long)WholeColumns(columns) * (sizeof(float) + sizeof(int) + WholeDepth(depth));

    public static int WholeDepth(int depth) => (depth + DepthStep - 1) / DepthStep * DepthStep;

    public static int WholeColumns(int columns) => (columns + PanelColumns - 1) / PanelColumns * PanelColumns;

    public void Pack(float* weight)
    {
        var wholeDepth = WholeDepth(_depth);
        new Span<sbyte>(Values, WholeColumns(_columns) * wholeDepth).Clear();
        for (var n = 0; n < WholeColumns(_columns); n++)
        {
            var row = n < _columns ? new ReadOnlySpan<float>(weight + (nint)n * _depth, _depth) : default;
            var scale = ScaleOf(row);
            var sum = 0;
            for (var k = 0; k < row.Length; k++)
            {
                var q = scale > 0 ? (int)MathF.Round(row[k] / scale) : 0;
                Values[Index(n, k, wholeDepth)] = (sbyte)q;
                sum += q;
            }
            Scales[n] = scale;
            Offsets[n] = -128 * sum;
        }
    }

    public void Unpack(float* weight)
    {
        var wholeDepth = WholeDepth(_depth);
        for (var n = 0; n < _columns; n++)
        {
            for (var k = 0; k < _depth; k++)
                weight[(nint)n * _depth + k] = Scales[n] * Values[Index(n, k, wholeDepth)];
        }
    }

    /// <summary>
    /// The largest magnitude over 127, rounded up to 17 bits: so that scale · q has no more than 24 bits and is exact, and quantizing what <see cref="Unpack"/>
    /// gives back yields the same integers and scales.
    /// </summary>
    private static float ScaleOf(ReadOnlySpan<float> row)
    {
        const uint DroppedBits = 0x7F;
        var largest = row.IsEmpty ? 0f : MathF.Abs(TensorPrimitives.MaxMagnitude(row));
        var bits = BitConverter.SingleToUInt32Bits(largest / Largest);
        return BitConverter.UInt32BitsToSingle((bits + DroppedBits) & ~DroppedBits);
    }

    private static nint Index(int column, int k, int wholeDepth) =>
        (nint)(column / PanelColumns) * PanelColumns * wholeDepth + k / DepthStep * (PanelColumns * DepthStep) + column % PanelColumns * DepthStep + k % DepthStep;
}
