namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// A dense row-major array of numbers on one device. Its memory belongs to the <see cref="Arena"/> it was allocated from: a tensor
/// is valid until that arena is released past it.
/// </summary>
public abstract class Tensor
{
    /// <summary>Creates the description of a tensor; backends derive from this class to add its memory.</summary>
    protected Tensor(Device device)
    {
        Device = device;
    }

    /// <summary>The dimensions.</summary>
    public Shape Shape { get; protected set; }

    /// <summary>What the elements are.</summary>
    public ElementType ElementType { get; protected set; }

    /// <summary>Where the tensor lives.</summary>
    public Device Device { get; }

    /// <summary>Copies the elements to the processor's memory, in row-major order.</summary>
    /// <param name="destination">Room for at least <see cref="Shape.Count"/> elements.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="InvalidOperationException">The elements are not 32-bit floating-point numbers.</exception>
    public abstract void CopyTo(Span<float> destination);

    /// <summary>Overwrites the elements: a parameter that is set back to earlier values. Not while others compute with the tensor.</summary>
    /// <param name="source">All <see cref="Shape.Count"/> elements, row-major.</param>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    /// <exception cref="InvalidOperationException">The elements are not 32-bit floating-point numbers.</exception>
    public abstract void CopyFrom(ReadOnlySpan<float> source);

    /// <summary>The element type and dimensions: <c>Float32[512, 768]</c>.</summary>
    public override string ToString() => $"{ElementType}{Shape}";
}
