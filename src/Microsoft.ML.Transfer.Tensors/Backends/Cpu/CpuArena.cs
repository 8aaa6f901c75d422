using System.Runtime.InteropServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>
/// Native memory in blocks that grow as needed and are kept for the next batch. A block is at least 1 MiB, and at least half as
/// large as all blocks before it together, so that a few batches settle on a few blocks; every tensor starts on a 64-byte cache line,
/// which is also what 512-bit loads want.
/// </summary>
internal sealed unsafe class CpuArena : Arena
{
    private const int Alignment = 64;
    private const long SmallestBlock = 1 << 20;

    private readonly List<Block> _blocks = [];
    private readonly List<CpuTensor> _tensors = [];
    private int _block;
    private long _offset;
    private int _handedOut;
    private int _threads = 1;
    private bool _disposed;

    ~CpuArena() => Dispose(disposing: false);

    /// <summary>Shares operations between threads.</summary>
    public ForkJoin ForkJoin => ForkJoin.OfThisThread(_threads);

    public override int Threads
    {
        get => _threads;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _threads = value;
        }
    }

    public override Tensor Allocate(ElementType elementType, Shape shape) => Allocate(elementType, shape, shape.Count * sizeof(float));

    /// <summary>Room for a matrix of weights in panels.</summary>
    public CpuTensor AllocatePanels(Shape shape, WeightFormat format)
    {
        var panelColumns = Kernels.Best.PanelColumns(shape.Rows);
        return Allocate(ElementType.Float32, shape, PackedWeights.Size(format, shape, panelColumns), panelColumns, format);
    }

    /// <summary>Room without a shape, freed with everything else.</summary>
    public byte* AllocateScratch(long bytes) => bytes == 0 ? null : Take(bytes);

    public override Tensor Upload(ReadOnlySpan<float> values, Shape shape)
    {
        if (values.Length != shape.Count)
            throw new ArgumentException($"Expected the {shape.Count} values of shape {shape}; got {values.Length}.", nameof(values));
        var tensor = (CpuTensor)Allocate(ElementType.Float32, shape);
        values.CopyTo(tensor.Values);
        return tensor;
    }

    public override Tensor Upload(Shape shape, Action<Span<float>> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var tensor = (CpuTensor)Allocate(ElementType.Float32, shape);
        fill(tensor.Values);
        return tensor;
    }

    public override Tensor UploadWeights(Shape shape, Action<Span<float>> fill, WeightFormat format = WeightFormat.Float32)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var weights = AllocatePanels(shape, format);
        var mark = Mark();
        var rows = (CpuTensor)Upload(shape, fill);
        var panels = format is WeightFormat.Float16 or WeightFormat.BFloat16 ? PackedWeights.Size(WeightFormat.Float32, shape, weights.PanelColumns) : 0;
        weights.Packed.Pack(rows.Floats, (float*)AllocateScratch(panels));
        Release(mark);
        return weights;
    }

    public override Tensor Upload(ReadOnlySpan<int> values)
    {
        var tensor = (CpuTensor)Allocate(ElementType.Int32, new Shape(values.Length));
        values.CopyTo(tensor.Indices);
        return tensor;
    }

    public override Tensor AllocateLike(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var like = (CpuTensor)tensor;
        if (like.PanelColumns == 0)
            return Allocate(like.ElementType, like.Shape);
        if (like.Format != WeightFormat.Float32)
            throw new NotSupportedException($"The weights {like} are kept as {like.Format}; only those of {WeightFormat.Float32} can be trained.");
        return AllocatePanels(like.Shape, WeightFormat.Float32);
    }

    public override ArenaMark Mark() => new(_block, _offset, _handedOut);

    public override void Release(ArenaMark mark) => (_block, _offset, _handedOut) = (mark.Block, mark.Offset, mark.Tensors);

    public override Tensor Keep(ArenaMark mark, Tensor survivor)
    {
        ArgumentNullException.ThrowIfNull(survivor);
        var values = ((CpuTensor)survivor).Values;
        var shape = survivor.Shape;
        Release(mark);
        // The survivor's own memory is intact until something else is allocated. Where both places overlap, CopyTo moves as memmove does.
        var kept = (CpuTensor)Allocate(ElementType.Float32, shape);
        values.CopyTo(kept.Values);
        return kept;
    }

    protected override void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (var block in _blocks)
        {
            NativeMemory.AlignedFree((void*)block.Memory);
            GC.RemoveMemoryPressure(block.Size);
        }
        _blocks.Clear();
    }

    private CpuTensor Allocate(ElementType elementType, Shape shape, long bytes, int panelColumns = 0, WeightFormat format = WeightFormat.Float32)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (shape.Count > int.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(shape), $"A tensor has at most {int.MaxValue} elements; asked for {shape}.");
        var memory = Take(bytes);
        if (_handedOut == _tensors.Count)
            _tensors.Add(new CpuTensor());
        var tensor = _tensors[_handedOut++];
        tensor.Place(memory, elementType, shape, panelColumns, format);
        return tensor;
    }

    private byte* Take(long bytes)
    {
        var size = (bytes + Alignment - 1) / Alignment * Alignment;
        while (_block < _blocks.Count && _offset + size > _blocks[_block].Size)
            (_block, _offset) = (_block + 1, 0);
        if (_block == _blocks.Count)
        {
            // A block that only fits the tensor at hand would be passed over by the first batch whose tensors are a little larger, and so would all others of its size.
            var room = Math.Max(Math.Max(size, SmallestBlock), _blocks.Sum(block => block.Size) / 2);
            _blocks.Add(new Block((nint)NativeMemory.AlignedAlloc((nuint)room, Alignment), room));
            // A model that nobody disposes of, as ML.NET's models often are, is freed by the collector: it has to know what there is to gain.
            GC.AddMemoryPressure(room);
        }
        var memory = (byte*)_blocks[_block].Memory + _offset;
        _offset += size;
        return memory;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Block(nint Memory, long Size);
}
