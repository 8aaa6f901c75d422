using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Quantized;

/// <summary>
/// The operands of an integer micro-kernel: some rows times 16 columns. c[i, n] = (start[n] + Σ a[i, k] b[k, n]) · row scale[i] · column scale[n] + bias[n]. The sums are
/// exact integers, so that every instruction set gives the same. A tile with fewer rows computes its last row several times over, as in
/// <see cref="Simd.Tile"/>.
/// </summary>
internal unsafe struct QuantizedTile
{
    /// <summary>Activations plus 128, [rows, depth], each in as many bytes as the micro-kernel takes.</summary>
    public byte* A;

    /// <summary>From one row to the next, in bytes.</summary>
    public nint StrideA;

    /// <summary>A panel of <see cref="QuantizedWeights"/>.</summary>
    public sbyte* B;

    /// <summary>What the sums start from, [16].</summary>
    public int* Start;

    /// <summary>[rows].</summary>
    public float* RowScales;

    /// <summary>[16].</summary>
    public float* ColumnScales;

    /// <summary>[16].</summary>
    public float* Bias;

    /// <summary>[rows, 16].</summary>
    public float* C;

    public nint StrideC;

    /// <summary>At least 1, at most the rows of the micro-kernel.</summary>
    public int Rows;

    /// <summary>A multiple of 4.</summary>
    public int Depth;

    /// <summary>The start of row <paramref name="i"/> of A; of the last row for those past it.</summary>
    public readonly byte* RowA(int i) => A + StrideA * Math.Min(i, Rows - 1);

    /// <summary>Scales the sums of a row and writes it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Finish(int i, Vector256<int> sums0, Vector256<int> sums1)
    {
        i = Math.Min(i, Rows - 1);
        var row = C + StrideC * i;
        var scale = Vector256.Create(RowScales[i]);
        (Vector256.ConvertToSingle(sums0) * (scale * Vector256.Load(ColumnScales)) + Vector256.Load(Bias)).Store(row);
        (Vector256.ConvertToSingle(sums1) * (scale * Vector256.Load(ColumnScales + 8)) + Vector256.Load(Bias + 8)).Store(row + 8);
    }
}
