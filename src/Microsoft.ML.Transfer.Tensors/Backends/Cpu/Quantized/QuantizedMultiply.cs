using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Quantized;

/// <summary>
/// y = f(x Wᵀ + b) for x rounded to 8 bits and W as <see cref="QuantizedWeights"/>. A task is a block of rows times four panels, 64 columns: a panel, 16 bytes a step of the
/// depth, stays in the first-level cache while the rows of the block pass, and the rows, 256 KiB at a depth of 1024, in the second-level cache.
/// </summary>
internal unsafe struct QuantizedMultiply<V> : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    private const int BlockRows = 256;
    private const int PanelsPerTask = 4;
    private const int PanelColumns = QuantizedWeights.PanelColumns;

    private readonly LinearOperands _operands;
    private readonly QuantizedWeights _weights;
    private readonly RowQuantization _rows;
    private readonly int _columnTasks;
    private readonly bool _vnni;

    public QuantizedMultiply(in LinearOperands operands, in RowQuantization rows, bool vnni)
    {
        (_operands, _rows, _weights, _vnni) = (operands, rows, operands.Weights.Quantized, vnni);
        _columnTasks = (operands.Columns + PanelsPerTask * PanelColumns - 1) / (PanelsPerTask * PanelColumns);
    }

    public readonly int TaskCount => (_operands.Rows + BlockRows - 1) / BlockRows * _columnTasks;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int task, int worker)
    {
        var (block, part) = (task / _columnTasks, task % _columnTasks);
        var firstRow = block * BlockRows;
        var rows = Math.Min(BlockRows, _operands.Rows - firstRow);
        var end = Math.Min(_operands.Columns, (part + 1) * PanelsPerTask * PanelColumns);
        for (var column = part * PanelsPerTask * PanelColumns; column < end; column += PanelColumns)
            Panel(firstRow, rows, column, Math.Min(PanelColumns, end - column));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Panel(int firstRow, int rows, int column, int width)
    {
        var bias = stackalloc float[PanelColumns];
        var beside = stackalloc float[VnniTile.Rows * PanelColumns];
        if (_operands.Bias is not null)
            new ReadOnlySpan<float>(_operands.Bias + column, width).CopyTo(new Span<float>(bias, PanelColumns));
        nint columns = _operands.Columns;
        var depth = QuantizedWeights.WholeDepth(_operands.Depth);
        var whole = width == PanelColumns;
        var height = _vnni ? VnniTile.Rows : PairTile.Rows;
        var tile = new QuantizedTile
        {
            StrideA = depth,
            B = _weights.Values + (nint)column * depth,
            Start = _weights.Offsets + column,
            ColumnScales = _weights.Scales + column,
            Bias = bias,
            C = beside,
            StrideC = whole ? columns : PanelColumns,
            Depth = depth,
        };
        var y = _operands.Y + firstRow * columns + column;
        for (var row = 0; row < rows; row += height)
        {
            tile.Rows = Math.Min(height, rows - row);
            tile.A = _rows.Quantized + (nint)(firstRow + row) * depth;
            tile.RowScales = _rows.Scales + firstRow + row;
            if (whole)
                tile.C = y + row * columns;
            if (_vnni)
                VnniTile.Multiply(tile);
            else
                PairTile.Multiply(tile);
            if (whole)
                continue;
            // A panel wider than what is left of y: computed beside it, activation included, and its real columns copied.
            Activations.Apply<V>(_operands.Activation, beside, PanelColumns, tile.Rows, PanelColumns);
            for (var i = 0; i < tile.Rows; i++)
                new ReadOnlySpan<float>(beside + i * PanelColumns, width).CopyTo(new Span<float>(y + (row + i) * columns, width));
        }
        if (whole)
            Activations.Apply<V>(_operands.Activation, y, columns, rows, PanelColumns);
    }
}
