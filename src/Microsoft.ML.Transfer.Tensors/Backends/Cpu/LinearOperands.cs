namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>What a linear layer reads and writes.</summary>
internal unsafe struct LinearOperands
{
    /// <summary>[rows, depth].</summary>
    public float* X;

    /// <summary>W [columns, depth].</summary>
    public PackedWeights Weights;

    /// <summary>Room for what the format of the weights asks for; see <see cref="Kernels.LinearScratch"/>.</summary>
    public byte* Scratch;

    /// <summary>[columns], or null.</summary>
    public float* Bias;

    /// <summary>y = f(z) [rows, columns].</summary>
    public float* Y;

    /// <summary>Where z = x Wᵀ + b is kept, [rows, columns]; null where y alone is wanted.</summary>
    public float* Kept;

    /// <summary>Where z is written: in the place of y where it is not kept.</summary>
    public readonly float* Z => Kept is null ? Y : Kept;

    public int Rows;
    public int Columns;
    public int Depth;
    public Activation Activation;
}
