using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>A row-major matrix [rows, columns] in panels [rows, panel columns]: the right operand of a product over its rows. A task is a panel's piece of rows.</summary>
internal readonly unsafe struct RowsToPanels(float* source, int rows, int columns, float* panels, int panelColumns) : IParallelTasks
{
    private const int RowsPerTask = 256;

    private readonly int _pieces = (rows + RowsPerTask - 1) / RowsPerTask;

    public int TaskCount => _pieces * WeightPanels.Count(columns, panelColumns);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int task, int worker)
    {
        var (panel, piece) = (task / _pieces, task % _pieces);
        var first = panel * panelColumns;
        var width = Math.Min(panelColumns, columns - first);
        var last = Math.Min(rows, (piece + 1) * RowsPerTask);
        for (var row = piece * RowsPerTask; row < last; row++)
        {
            var target = new Span<float>(panels + (nint)first * rows + (nint)row * panelColumns, panelColumns);
            new ReadOnlySpan<float>(source + (nint)row * columns + first, width).CopyTo(target);
            target[width..].Clear();
        }
    }
}

/// <summary>
/// The panels of W [columns, depth] over its columns, as the forward pass reads them, turned into panels over its depth: those of Wᵀ, by which gradients are multiplied. A
/// task is a panel of the result; it is put together of squares of which each is transposed.
/// </summary>
internal readonly unsafe struct TransposePanels(float* panels, int columns, int depth, int panelColumns, float* destination, int destinationColumns) : IParallelTasks
{
    public int TaskCount => WeightPanels.Count(depth, destinationColumns);

    public void Run(int task, int worker)
    {
        var first = task * destinationColumns;
        var width = Math.Min(destinationColumns, depth - first);
        var target = destination + (nint)first * columns;
        if (width < destinationColumns)
            new Span<float>(target, destinationColumns * columns).Clear();
        for (var column = 0; column < columns; column += panelColumns)
        {
            var source = panels + (nint)column * depth + (nint)first * panelColumns;
            Transposition.Run(source, panelColumns, width, Math.Min(panelColumns, columns - column), target + (nint)column * destinationColumns, destinationColumns);
        }
    }
}
