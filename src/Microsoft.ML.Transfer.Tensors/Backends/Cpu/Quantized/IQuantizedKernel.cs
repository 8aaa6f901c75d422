namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Quantized;

/// <summary>A micro-kernel of the product in 8-bit integers. The just-in-time compiler makes separate code for each implementation, as for <see cref="Simd.ISimdVector{TSelf}"/>.</summary>
internal unsafe interface IQuantizedKernel
{
    /// <summary>How many rows it computes together.</summary>
    static abstract int Rows { get; }

    /// <summary>How many bytes it takes an activation in: 1, or 2 with zeros above.</summary>
    static abstract int ActivationBytes { get; }

    /// <summary>Computes a tile.</summary>
    static abstract void Multiply(in QuantizedTile tile);
}
