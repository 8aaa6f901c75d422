namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>Parts of matrices.</summary>
internal static unsafe class Block
{
    /// <summary>Copies a part of a matrix into one of another. Strides are in elements, from one row to the next.</summary>
    public static void Copy(float* source, nint strideSource, float* destination, nint strideDestination, int rows, int columns)
    {
        for (var i = 0; i < rows; i++)
            new ReadOnlySpan<float>(source + i * strideSource, columns).CopyTo(new Span<float>(destination + i * strideDestination, columns));
    }
}
