namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

/// <summary>
/// The operands of a micro-kernel. Strides are in elements, from one row to the next.
/// <para>
/// A tile with fewer rows than the micro-kernel's computes its last row several times over, into the same place: every row goes through the
/// same instructions, so that its bits do not depend on how many rows are computed with it, and no other kernel is needed for what
/// remains at the end of a matrix.
/// </para>
/// </summary>
internal unsafe struct Tile
{
    /// <summary>The left operand, [rows, depth].</summary>
    public float* A;

    public nint StrideA;

    /// <summary>From one column of the left operand to the next: 1, or more where its transpose is stored by rows.</summary>
    public required nint StepA;

    /// <summary>The right operand, [depth, columns of the tile].</summary>
    public float* B;

    public nint StrideB;

    /// <summary>
    /// What the sums start from, [rows, columns of the tile]: a row of zeros or of biases with a stride of 0, or the sums so far.
    /// </summary>
    public float* Start;

    public nint StrideStart;

    /// <summary>The result, [rows, columns of the tile].</summary>
    public float* C;

    public nint StrideC;

    /// <summary>
    /// What will be read soon: a micro-kernel may ask for a cache line of it in each step, <see cref="Depth"/> lines in all, on the way into the second-level
    /// cache.
    /// </summary>
    public float* Next;

    /// <summary>At least 1, at most the rows of the micro-kernel.</summary>
    public int Rows;

    public int Depth;

    /// <summary>The start of row <paramref name="i"/> of A; of the last row for those past it.</summary>
    public readonly float* RowA(int i) => A + StrideA * Math.Min(i, Rows - 1);

    /// <inheritdoc cref="RowA"/>
    public readonly float* RowStart(int i) => Start + StrideStart * Math.Min(i, Rows - 1);

    /// <inheritdoc cref="RowA"/>
    public readonly float* RowC(int i) => C + StrideC * Math.Min(i, Rows - 1);
}
