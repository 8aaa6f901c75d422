using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>
/// y = f(x Wᵀ + b) for row-major x [rows, depth] and W in panels. A task is a block of rows times a panel; it needs nothing of another
/// task, so that any thread may take any of them. Within it:
/// <para>
/// - The rows of x are read where they stand: a micro-kernel broadcasts an element at a time, for which they need no packing.
/// </para>
/// <para>
/// - The depth is cut so that a piece of the panel, at most 1024 × 64 × 4 bytes = 256 KiB, stays in the second-level cache while all rows of
///   the block pass. The sums so far wait in y; each element is still added up in the order of the depth, so that its bits do not depend on
///   any of the cuts.
/// </para>
/// <para>
/// - A block has up to 256 rows: enough to spread the reading of the panel, few enough for the rows, 1 MiB at a depth of 1024, to stay near.
/// </para>
/// </summary>
internal unsafe struct MatrixMultiply<V> : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    private const int BlockRows = 256;
    private const int BlockDepth = 1024;
    private const int WidestTile = 64;
    private const int TallestTile = 8;
    private const int CacheLine = 16;

    private readonly LinearOperands _operands;
    private readonly TileShape _tile;
    private readonly int _panels;

    public MatrixMultiply(in LinearOperands operands)
    {
        _operands = operands;
        _tile = V.ShapeFor(operands.Columns);
        _panels = WeightPanels.Count(operands.Columns, _tile.Columns);
    }

    public readonly int TaskCount => (_operands.Rows + BlockRows - 1) / BlockRows * _panels;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int task, int worker)
    {
        var (block, panel) = (task / _panels, task % _panels);
        var firstRow = block * BlockRows;
        var rows = Math.Min(BlockRows, _operands.Rows - firstRow);
        var firstColumn = panel * _tile.Columns;
        if (firstColumn + _tile.Columns <= _operands.Columns)
            WholePanel(firstRow, rows, firstColumn, worker);
        else
            LastPanel(firstRow, rows, firstColumn, worker);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void WholePanel(int firstRow, int rows, int firstColumn, int worker)
    {
        var zeros = stackalloc float[WidestTile];
        var bias = _operands.Bias is null ? zeros : _operands.Bias + firstColumn;
        nint depth = _operands.Depth;
        nint columns = _operands.Columns;
        var tile = new Tile { StrideA = depth, StepA = 1, StrideB = _tile.Columns, StrideC = columns };
        nint steps = 0;
        for (var k = 0; k < depth; k += BlockDepth)
        {
            tile.Depth = (int)Math.Min(BlockDepth, depth - k);
            tile.B = Weights(firstColumn * depth + (nint)k * _tile.Columns, tile.Depth, worker);
            for (var row = 0; row < rows; row += _tile.Rows)
            {
                tile.Rows = Math.Min(_tile.Rows, rows - row);
                tile.A = _operands.X + (firstRow + row) * depth + k;
                tile.C = _operands.Z + (firstRow + row) * columns + firstColumn;
                tile.Next = Next(tile, firstColumn, steps);
                steps += tile.Depth;
                tile.Start = k > 0 ? tile.C : bias;
                tile.StrideStart = k > 0 ? columns : 0;
                V.MultiplyTile(tile, _tile.Columns);
            }
        }
        nint first = firstRow * columns + firstColumn;
        Activations.Apply<V>(_operands.Activation, _operands.Z + first, _operands.Y + first, columns, rows, _tile.Columns);
    }

    /// <summary>
    /// With few rows, as in a single sentence, the weights come from main memory faster than they can be read there. So while the rows of a panel pass, the
    /// next panel, which this thread will probably take, is asked for: a part by each tile, until it is complete.
    /// </summary>
    private readonly float* Next(in Tile tile, int firstColumn, nint steps)
    {
        var panel = (nint)_tile.Columns * _operands.Depth;
        var part = steps * CacheLine;
        return part < panel && firstColumn + 2 * _tile.Columns <= _operands.Columns && _operands.Weights.Format == WeightFormat.Float32
            ? _operands.Weights.Panels + firstColumn * (nint)_operands.Depth + panel + part
            : tile.B;
    }

    /// <summary>
    /// A piece of a panel. Weights of 16 bits are widened into memory of this thread, where they stay in the cache while all rows of the block pass; that costs about as
    /// much as 15 rows.
    /// </summary>
    private readonly float* Weights(nint start, int depth, int worker)
    {
        if (_operands.Weights.Format == WeightFormat.Float32)
            return _operands.Weights.Panels + start;
        var widened = (float*)_operands.Scratch + (nint)worker * _operands.Depth * _tile.Columns;
        _operands.Weights.Widen(start, depth * _tile.Columns, widened);
        return widened;
    }

    /// <summary>A panel that is wider than what is left of y: the tile is computed beside it and its real columns copied.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void LastPanel(int firstRow, int rows, int firstColumn, int worker)
    {
        var bias = stackalloc float[WidestTile];
        var result = stackalloc float[TallestTile * WidestTile];
        nint depth = _operands.Depth;
        nint columns = _operands.Columns;
        var width = _operands.Columns - firstColumn;
        if (_operands.Bias is not null)
            new ReadOnlySpan<float>(_operands.Bias + firstColumn, width).CopyTo(new Span<float>(bias, width));
        var tile = new Tile
        {
            StrideA = depth,
            StepA = 1,
            B = Weights(firstColumn * depth, _operands.Depth, worker),
            StrideB = _tile.Columns,
            Start = bias,
            C = result,
            StrideC = _tile.Columns,
            Depth = _operands.Depth,
        };
        for (var row = 0; row < rows; row += _tile.Rows)
        {
            tile.Rows = Math.Min(_tile.Rows, rows - row);
            tile.A = _operands.X + (firstRow + row) * depth;
            tile.Next = tile.B;
            V.MultiplyTile(tile, _tile.Columns);
            nint first = (firstRow + row) * columns + firstColumn;
            if (_operands.Z != _operands.Y)
                Block.Copy(result, _tile.Columns, _operands.Z + first, columns, tile.Rows, width);
            Activations.Apply<V>(_operands.Activation, result, result, _tile.Columns, tile.Rows, _tile.Columns);
            Block.Copy(result, _tile.Columns, _operands.Y + first, columns, tile.Rows, width);
        }
    }
}
