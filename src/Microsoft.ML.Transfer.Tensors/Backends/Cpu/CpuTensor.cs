namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>A tensor in native memory, 64-byte aligned, owned by a <see cref="CpuArena"/>.</summary>
internal sealed unsafe class CpuTensor : Tensor
{
    private byte* _memory;
    private volatile bool _isZero;

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
        ? (float*)Memory()
        : throw new InvalidOperationException($"Expected a row-major Float32 tensor; got {this}{(PanelColumns == 0 ? string.Empty : " in panels, which only a Linear reads")}.");

    /// <summary>The first of the <see cref="Indices"/>.</summary>
    public int* Integers => ElementType == ElementType.Int32
        ? (int*)Memory()
        : throw new InvalidOperationException($"Expected an Int32 tensor; got {this}.");

    /// <summary>A matrix that is stored in panels.</summary>
    public PackedWeights Packed => PanelColumns > 0
        ? new PackedWeights { Memory = Memory(), Format = Format, Shape = Shape, PanelColumns = PanelColumns }
        : throw new InvalidOperationException($"Expected a matrix in panels; got {this} in rows.");

    /// <summary>Points this object at a place in an arena; arenas reuse tensor objects as they reuse memory.</summary>
    public void Place(byte* memory, ElementType elementType, Shape shape, int panelColumns = 0, WeightFormat format = WeightFormat.Float32)
    {
        _memory = memory;
        (_isZero, NonzeroRows) = (false, null);
        ElementType = elementType;
        Shape = shape;
        PanelColumns = panelColumns;
        Format = format;
    }

    public override void CopyTo(Span<float> destination)
    {
        if (destination.Length < Shape.Count)
            throw new ArgumentException($"Expected room for the {Shape.Count} elements of {this}; got {destination.Length}.", nameof(destination));
        if (_isZero)
        {
            destination[..(int)Shape.Count].Clear();
            return;
        }
        if (NonzeroRows is { } rows)
        {
            CopyRows(rows, destination);
            return;
        }
        if (PanelColumns == 0)
        {
            Values.CopyTo(destination);
            return;
        }
        fixed (float* values = destination)
            Packed.Unpack(values);
    }

    public override void CopyFrom(ReadOnlySpan<float> source)
    {
        if (source.Length != Shape.Count)
            throw new ArgumentException($"Expected the {Shape.Count} elements of {this}; got {source.Length}.", nameof(source));
        if (TrackRows())
        {
            TrackFrom(source);
            return;
        }
        _isZero = false;
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
        : new((float*)Memory(), StorageLength);

    /// <summary>How many numbers <see cref="Storage"/> has.</summary>
    public int StorageLength => PanelColumns == 0 ? (int)Shape.Count : checked((int)WeightPanels.Size(Shape.Rows, Shape.Columns, PanelColumns));

    /// <summary>
    /// Where this is not null, only these rows of a matrix hold their numbers: all others are 0, which is not written down yet. Whoever asks for the memory as a whole has it written and this
    /// set forgotten.
    /// </summary>
    public RowSet? NonzeroRows { get; private set; }

    /// <summary>
    /// Makes all elements 0, without touching the memory until someone asks for it: gradients, and what optimizers remember, are cleared far more often than they are read as zeros.
    /// </summary>
    public void Clear() => (_isZero, NonzeroRows) = (true, null);

    /// <summary>Whether all elements are 0 and that is not written down.</summary>
    public bool IsZero => _isZero;

    /// <summary>
    /// Whether all elements are 0 and that is not written down. If so, the caller writes all of them next: instead of adding to a number it writes it.
    /// </summary>
    public bool TakeZeros()
    {
        var taken = _isZero;
        _isZero = false;
        return taken;
    }

    /// <summary>Whether the matrix keeps account of the rows that are not 0, from here on at the latest: true for one that was cleared, false for one whose memory was written as a whole.</summary>
    public bool TrackRows()
    {
        if (_isZero && PanelColumns == 0 && Shape.Rank == 2)
            (_isZero, NonzeroRows) = (false, new RowSet(Shape.Rows));
        return NonzeroRows is not null;
    }

    /// <summary>The memory where its <see cref="NonzeroRows"/> stand; the others hold anything.</summary>
    public float* TrackedRows => NonzeroRows is null ? throw new InvalidOperationException($"{this} keeps no account of its rows.") : (float*)_memory;

    /// <summary>Counts a row among the <see cref="NonzeroRows"/>; one that is new there starts with zeros.</summary>
    public void Track(int row)
    {
        if (NonzeroRows!.Add(row))
            new Span<float>((float*)_memory + (nint)row * Shape.Columns, Shape.Columns).Clear();
    }

    private void CopyRows(RowSet rows, Span<float> destination)
    {
        for (var row = 0; row < Shape.Rows; row++)
        {
            var target = destination.Slice(row * Shape.Columns, Shape.Columns);
            if (rows.Contains(row))
                new ReadOnlySpan<float>((float*)_memory + (nint)row * Shape.Columns, Shape.Columns).CopyTo(target);
            else
                target.Clear();
        }
    }

    /// <summary>Takes over a matrix row by row, and keeps account of those that are not 0.</summary>
    private void TrackFrom(ReadOnlySpan<float> source)
    {
        NonzeroRows = new RowSet(Shape.Rows);
        for (var row = 0; row < Shape.Rows; row++)
        {
            var values = source.Slice(row * Shape.Columns, Shape.Columns);
            if (values.IndexOfAnyExcept(0f) < 0)
                continue;
            Track(row);
            values.CopyTo(new Span<float>((float*)_memory + (nint)row * Shape.Columns, Shape.Columns));
        }
    }

    /// <summary>The memory, in which from here on every element stands.</summary>
    private byte* Memory()
    {
        // The note goes when the zeros stand: of several threads that only read, each finds them.
        if (_isZero)
        {
            new Span<float>((float*)_memory, StorageLength).Clear();
            _isZero = false;
        }
        else if (NonzeroRows is { } rows)
        {
            for (var row = 0; row < Shape.Rows; row++)
            {
                if (!rows.Contains(row))
                    new Span<float>((float*)_memory + (nint)row * Shape.Columns, Shape.Columns).Clear();
            }
            NonzeroRows = null;
        }
        return _memory;
    }
}
