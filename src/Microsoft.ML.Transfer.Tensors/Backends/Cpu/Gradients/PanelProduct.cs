using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>
/// C += A B for row-major A [rows, depth] and B in panels: the products of a linear layer's gradient. Cut as <see cref="MatrixMultiply{V}"/> is, and like there each element is
/// added up in the order of the depth whatever the cuts, so that its bits do not depend on them. The blocks of rows are smaller where there are few of them: the matrix of a
/// weight's gradient has only as many rows as the layer has inputs.
/// </summary>
internal unsafe struct PanelProduct<V> : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    private const int BlockDepth = 1024;
    private const int MostTilesPerBlock = 32;
    private const int FewestTilesPerBlock = 4;
    private const int EnoughTasks = 16;
    private const int WidestTile = 64;
    private const int TallestTile = 8;

    private readonly ProductOperands _operands;
    private readonly TileShape _tile;
    private readonly int _panels;
    private readonly int _blockRows;

    public PanelProduct(in ProductOperands operands)
    {
        _operands = operands;
        _tile = V.ShapeFor(operands.Columns);
        _panels = WeightPanels.Count(operands.Columns, _tile.Columns);
        _blockRows = MostTilesPerBlock * _tile.Rows;
        while (TaskCount < EnoughTasks && _blockRows > FewestTilesPerBlock * _tile.Rows)
            _blockRows /= 2;
    }

    public readonly int TaskCount => (_operands.Rows + _blockRows - 1) / _blockRows * _panels;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int task, int worker)
    {
        var (block, panel) = (task / _panels, task % _panels);
        var firstRow = block * _blockRows;
        var rows = Math.Min(_blockRows, _operands.Rows - firstRow);
        if (_operands.IsPanelWhole || (panel + 1) * _tile.Columns <= _operands.Columns)
            WholePanel(firstRow, rows, panel);
        else
            LastPanel(firstRow, rows, panel);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void WholePanel(int firstRow, int rows, int panel)
    {
        var b = _operands.B + (nint)panel * _tile.Columns * _operands.Depth;
        var tile = new Tile { StrideA = _operands.StrideA, StrideB = _tile.Columns, StrideC = _operands.StrideC, StrideStart = _operands.StrideC };
        for (var k = 0; k < _operands.Depth; k += BlockDepth)
        {
            tile.Depth = Math.Min(BlockDepth, _operands.Depth - k);
            tile.B = tile.Next = b + (nint)k * _tile.Columns;
            for (var row = 0; row < rows; row += _tile.Rows)
            {
                tile.Rows = Math.Min(_tile.Rows, rows - row);
                tile.A = _operands.A + (firstRow + row) * _operands.StrideA + k;
                tile.C = _operands.C + panel * _operands.StridePanel + (firstRow + row) * _operands.StrideC;
                tile.Start = tile.C;
                V.MultiplyTile(tile, _tile.Columns);
            }
        }
    }

    /// <summary>A panel that is wider than what is left of C: the tile is computed beside it and its real columns copied.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void LastPanel(int firstRow, int rows, int panel)
    {
        var beside = stackalloc float[TallestTile * WidestTile];
        var width = _operands.Columns - panel * _tile.Columns;
        var b = _operands.B + (nint)panel * _tile.Columns * _operands.Depth;
        var tile = new Tile
        {
            StrideA = _operands.StrideA,
            B = b,
            Next = b,
            StrideB = _tile.Columns,
            Start = beside,
            StrideStart = _tile.Columns,
            C = beside,
            StrideC = _tile.Columns,
            Depth = _operands.Depth,
        };
        for (var row = 0; row < rows; row += _tile.Rows)
        {
            tile.Rows = Math.Min(_tile.Rows, rows - row);
            tile.A = _operands.A + (firstRow + row) * _operands.StrideA;
            var c = _operands.C + panel * _operands.StridePanel + (firstRow + row) * _operands.StrideC;
            for (var i = 0; i < tile.Rows; i++)
                new ReadOnlySpan<float>(c + i * _operands.StrideC, width).CopyTo(new Span<float>(beside + i * _tile.Columns, width));
            V.MultiplyTile(tile, _tile.Columns);
            for (var i = 0; i < tile.Rows; i++)
                new ReadOnlySpan<float>(beside + i * _tile.Columns, width).CopyTo(new Span<float>(c + i * _operands.StrideC, width));
        }
    }
}

/// <summary>What a product reads and adds to. Strides are in elements.</summary>
internal unsafe struct ProductOperands
{
    /// <summary>[rows, depth].</summary>
    public float* A;

    /// <summary>From one row of A to the next.</summary>
    public nint StrideA;

    /// <summary>Panels [depth, tile columns], as <see cref="Kernels.PanelColumns"/> says for this number of columns.</summary>
    public float* B;

    /// <summary>[rows, columns].</summary>
    public float* C;

    /// <summary>From one row of C to the next.</summary>
    public nint StrideC;

    /// <summary>From the columns of a panel of C to those of the next.</summary>
    public nint StridePanel;

    /// <summary>Whether C has room for the last panel's columns past the last one.</summary>
    public bool IsPanelWhole;

    public int Rows;
    public int Columns;
    public int Depth;
}
