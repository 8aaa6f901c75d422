using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>
/// C += A B, or C = A B: the products of a linear layer's gradient. Cut as <see cref="MatrixMultiply{V}"/> is, and like there each element is added up in the order of the depth whatever the
/// cuts, so that its bits do not depend on them. The blocks of rows are smaller where there are few of them: the matrix of a weight's gradient has only as many rows as the layer has inputs.
/// <para>
/// A may be read by columns and B row by row where they stand, so that neither is turned round or packed. Then a tile's pieces of them lie far apart in memory: the depth is cut shorter, so that
/// they stay in the second-level cache although few of its sets hold them, and so is the block of rows, whose part of A, at most <see cref="BlockSize"/> numbers, is read again for each panel.
/// </para>
/// </summary>
internal unsafe struct PanelProduct<V> : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    private const int BlockDepth = 1024;
    private const int StridedBlockDepth = 512;
    private const int BlockSize = 128 * 1024;
    private const int MostTilesPerBlock = 32;
    private const int FewestTilesPerBlock = 4;
    private const int EnoughTasks = 16;
    private const int WidestTile = 64;
    private const int TallestTile = 8;

    private readonly ProductOperands _operands;
    private readonly TileShape _tile;
    private readonly int _panels;
    private readonly int _blockRows;
    private readonly int _blockDepth;

    public PanelProduct(in ProductOperands operands)
    {
        _operands = operands;
        _tile = V.ShapeFor(operands.Columns);
        _panels = WeightPanels.Count(operands.Columns, _tile.Columns);
        _blockDepth = operands.StepA == 1 ? BlockDepth : StridedBlockDepth;
        _blockRows = MostTilesPerBlock * _tile.Rows;
        while ((TaskCount < EnoughTasks || (operands.StepA != 1 && (long)_blockRows * operands.Depth > BlockSize)) && _blockRows > FewestTilesPerBlock * _tile.Rows)
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
        var zeros = stackalloc float[WidestTile];
        var b = _operands.B + panel * _operands.StrideBPanel;
        var tile = new Tile { StrideA = _operands.StrideA, StepA = _operands.StepA, StrideB = _operands.StrideB, StrideC = _operands.StrideC };
        for (var k = 0; k < _operands.Depth; k += _blockDepth)
        {
            tile.Depth = Math.Min(_blockDepth, _operands.Depth - k);
            tile.B = b + k * _operands.StrideB;
            var starts = k == 0 && !_operands.Adds;
            tile.StrideStart = starts ? 0 : _operands.StrideC;
            for (var row = 0; row < rows; row += _tile.Rows)
            {
                tile.Rows = Math.Min(_tile.Rows, rows - row);
                tile.A = _operands.A + (firstRow + row) * _operands.StrideA + k * _operands.StepA;
                tile.C = _operands.C + panel * _operands.StrideCPanel + (firstRow + row) * _operands.StrideC;
                tile.Start = starts ? zeros : tile.C;
                // Where C stands in panels, its next rows are what is read soon.
                tile.Next = _operands.IsPanelWhole ? tile.C : tile.B;
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
        var b = _operands.B + panel * _operands.StrideBPanel;
        var tile = new Tile
        {
            StrideA = _operands.StrideA,
            StepA = _operands.StepA,
            B = b,
            Next = b,
            StrideB = _operands.StrideB,
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
            var c = _operands.C + panel * _operands.StrideCPanel + (firstRow + row) * _operands.StrideC;
            for (var i = 0; i < tile.Rows; i++)
            {
                var sums = new Span<float>(beside + i * _tile.Columns, width);
                if (_operands.Adds)
                    new ReadOnlySpan<float>(c + i * _operands.StrideC, width).CopyTo(sums);
                else
                    sums.Clear();
            }
            V.MultiplyTile(tile, _tile.Columns);
            Block.Copy(beside, _tile.Columns, c, _operands.StrideC, tile.Rows, width);
        }
    }
}

/// <summary>What a product reads and where it goes. Strides are in elements.</summary>
internal unsafe struct ProductOperands
{
    /// <summary>[rows, depth].</summary>
    public float* A;

    /// <summary>From one row of A to the next.</summary>
    public nint StrideA;

    /// <summary>From one column of A to the next.</summary>
    public nint StepA;

    /// <summary>[depth, columns], in groups of as many columns as <see cref="Kernels.PanelColumns"/> says for this number of columns, the last of them whole.</summary>
    public float* B;

    /// <summary>From one row of a group of B to the next.</summary>
    public nint StrideB;

    /// <summary>From one group of columns of B to the next.</summary>
    public nint StrideBPanel;

    /// <summary>[rows, columns].</summary>
    public float* C;

    /// <summary>From one row of C to the next.</summary>
    public nint StrideC;

    /// <summary>From one group of columns of C to the next.</summary>
    public nint StrideCPanel;

    /// <summary>Whether C has room for the last group's columns past the last one.</summary>
    public bool IsPanelWhole;

    /// <summary>Whether the product is added to what C holds; else C is overwritten.</summary>
    public bool Adds;

    public int Rows;
    public int Columns;
    public int Depth;
}
