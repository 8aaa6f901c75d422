namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>A tensor in native memory, 64-byte aligned, owned by a <see cref="CpuArena"/>.</summary>
internal sealed unsafe class CpuTensor : Tensor
{
    private byte* _memory;

    public CpuTensor()
        : base(Device.Cpu)
    {
    }

    /// <summary>The elements of a <see cref="ElementType.Float32"/> tensor.</summary>
    public Span<float> Values => ElementType == ElementType.Float32
        ? new Span<float>(_memory, (int)Shape.Count)
        : throw new InvalidOperationException($"Expected a Float32 tensor; got {this}.");

    /// <summary>The elements of an <see cref="ElementType.Int32"/> tensor.</summary>
    public Span<int> Indices => ElementType == ElementType.Int32
        ? new Span<int>(_memory, (int)Shape.Count)
        : throw new InvalidOperationException($"Expected an Int32 tensor; got {this}.");

    /// <summary>Points this object at a place in an arena; arenas reuse tensor objects as they reuse memory.</summary>
    public void Place(byte* memory, ElementType elementType, Shape shape)
    {
        _memory = memory;
        ElementType = elementType;
        Shape = shape;
    }

    public override void CopyTo(Span<float> destination)
    {
        if (destination.Length < Shape.Count)
            throw new ArgumentException($"Expected room for the {Shape.Count} elements of {this}; got {destination.Length}.", nameof(destination));
        Values.CopyTo(destination);
    }
}
