using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Quantized;

/// <summary>
/// y = f(x Wᵀ + b) for x rounded to 8 bits and W as <see cref="QuantizedWeights"/>. A task is a block of rows times four panels, 64 columns: a panel, 16 bytes a step of the
/// depth, stays in the first-level cache while the rows of the block pass, and the rows, at most <see cref="BlockSize"/> bytes, in the second-level cache.
/// </summary>
internal unsafe struct QuantizedMultiply<V, TKernel> : IParallelTasks
    where V : unmanaged, ISimdVector<V>
    where TKernel : struct, IQuantizedKernel
{
    private const int BlockSize = 512 * 1024;
    private const int MostRows = 256;
    private const int FewestRows = 64;
    private const int PanelsPerTask = 4;
    private const int PanelColumns = QuantizedWeights.PanelColumns;

    private readonly LinearOperands _operands;
    private readonly QuantizedWeights _weights;
    private readonly RowQuantization _rows;
    private readonly int _columnTasks;
    private readonly int _blockRows;

    public QuantizedMultiply(in LinearOperands operands, in RowQuantization rows)
    {
        (_operands, _rows, _weights) = (operands, rows, operands.Weights.Quantized);
        _blockRows = Math.Clamp(BlockSize / (QuantizedWeights.WholeDepth(operands.Depth) * TKernel.ActivationBytes) / TKernel.Rows * TKernel.Rows, FewestRows, MostRows);
        _columnTasks = (operands.Columns + PanelsPerTask * PanelColumns - 1) / (PanelsPerTask * PanelColumns);
    }

    public readonly int TaskCount => (_operands.Rows + _blockRows - 1) / _blockRows * _columnTasks;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int task, int worker)
    {
        var (block, part) = (task / _columnTasks, task % _columnTasks);
        var firstRow = block * _blockRows;
        var rows = Math.Min(_blockRows, _operands.Rows - firstRow);
        var end = Math.Min(_operands.Columns, (part + 1) * PanelsPerTask * PanelColumns);
        for (var column = part * PanelsPerTask * PanelColumns; column < end; column += PanelColumns)
            Panel(firstRow, rows, column, Math.Min(PanelColumns, end - column));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Panel(int firstRow, int rows, int column, int width)
    {
        var bias = stackalloc float[PanelColumns];
        var beside = stackalloc float[TKernel.Rows * PanelColumns];
        if (_operands.Bias is not null)
            new ReadOnlySpan<float>(_operands.Bias + column, width).CopyTo(new Span<float>(bias, PanelColumns));
        nint columns = _operands.Columns;
        var depth = QuantizedWeights.WholeDepth(_operands.Depth);
        var whole = width == PanelColumns;
        var height = TKernel.Rows;
        nint strideA = (nint)depth * TKernel.ActivationBytes;
        var tile = new QuantizedTile
        {
            StrideA = strideA,
            B = _weights.Values + (nint)column * depth,
            Start = _weights.Offsets + column,
            ColumnScales = _weights.Scales + column,
            Bias = bias,
            C = beside,
            StrideC = whole ? columns : PanelColumns,
            Depth = depth,
        };
        var z = _operands.Z + firstRow * columns + column;
        var y = _operands.Y + firstRow * columns + column;
        for (var row = 0; row < rows; row += height)
        {
            tile.Rows = Math.Min(height, rows - row);
            tile.A = _rows.Quantized + (firstRow + row) * strideA;
            tile.RowScales = _rows.Scales + firstRow + row;
            if (whole)
                tile.C = z + row * columns;
            TKernel.Multiply(tile);
            if (whole)
                continue;
            // A panel wider than what is left of y: computed beside it, activation included, and its real columns copied.
            if (z != y)
                Block.Copy(beside, PanelColumns, z + row * columns, columns, tile.Rows, width);
            Activations.Apply<V>(_operands.Activation, beside, beside, PanelColumns, tile.Rows, PanelColumns);
            Block.Copy(beside, PanelColumns, y + row * columns, columns, tile.Rows, width);
        }
        if (whole)
            Activations.Apply<V>(_operands.Activation, z, y, columns, rows, PanelColumns);
    }
}
