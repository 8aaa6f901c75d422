namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>A tensor in native memory, 64-byte aligned, owned by a <see cref="CpuArena"/>.</summary>
internal sealed unsafe class CpuTensor : Tensor
{
    private byte* _memory;

    public CpuTensor()
        : base(Device.Cpu)
    {
    }

    /// <summary>The width of the panels in which a matrix of weights is stored, see <see cref="WeightPanels"/>; 0 where it is row-major.</summary>
    public int PanelColumns { get; private set; }

    /// <summary>The numbers in the panels.</summary>
    public WeightFormat Format { get; private set; }

    /// <summary>The elements of a <see cref="ElementType.Float32"/> tensor.</summary>
    public Span<float> Values => new(Floats, (int)Shape.Count);

    /// <summary>The elements of an <see cref="ElementType.Int32"/> tensor.</summary>
    public Span<int> Indices => new(Integers, (int)Shape.Count);

    /// <summary>The first of the <see cref="Values"/>.</summary>
    public float* Floats => ElementType == ElementType.Float32 && PanelColumns == 0
        ? (float*)_memory
        : throw new InvalidOperationException($"Expected a row-major Float32 tensor; got {this}{(PanelColumns == 0 ? string.Empty : " in panels, which only a Linear reads")}.");

    /// <summary>The first of the <see cref="Indices"/>.</summary>
    public int* Integers => ElementType == ElementType.Int32
        ? (int*)_memory
        : throw new InvalidOperationException($"Expected an Int32 tensor; got {this}.");

    /// <summary>A matrix that is stored in panels.</summary>
    public PackedWeights Packed => PanelColumns > 0
        ? new PackedWeights { Memory = _memory, Format = Format, Shape = Shape, PanelColumns = PanelColumns }
        : throw new InvalidOperationException($"Expected a matrix in panels; got {this} in rows.");

    /// <summary>Points this object at a place in an arena; arenas reuse tensor objects as they reuse memory.</summary>
    public void Place(byte* memory, ElementType elementType, Shape shape, int panelColumns = 0, WeightFormat format = WeightFormat.Float32)
    {
        _memory = memory;
        ElementType = elementType;
        Shape = shape;
        PanelColumns = panelColumns;
        Format = format;
    }

    public override void CopyTo(Span<float> destination)
    {
        if (destination.Length < Shape.Count)
            throw new ArgumentException($"Expected room for the {Shape.Count} elements of {this}; got {destination.Length}.", nameof(destination));
        if (PanelColumns == 0)
        {
            Values.CopyTo(destination);
            return;
        }
        fixed (float* rows = destination)
            Packed.Unpack(rows);
    }

    public override void CopyFrom(ReadOnlySpan<float> source)
    {
        if (source.Length != Shape.Count)
            throw new ArgumentException($"Expected the {Shape.Count} elements of {this}; got {source.Length}.", nameof(source));
        if (PanelColumns == 0)
        {
            source.CopyTo(Values);
            return;
        }
        if (Format != WeightFormat.Float32)
            throw new InvalidOperationException($"Expected weights of {WeightFormat.Float32}; those of {this} are kept as {Format}.");
        fixed (float* rows = source)
            Packed.Pack(rows, scratch: null);
    }

    /// <summary>All numbers in the order in which they are stored, the zeros that fill up panels included: for what treats every element alike.</summary>
    public Span<float> Storage => PanelColumns == 0
        ? Values
        : new((float*)_memory, checked((int)WeightPanels.Size(Shape.Rows, Shape.Columns, PanelColumns)));
}
