using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>
/// The weights W [columns, depth] of a linear layer in the order in which a micro-kernel reads them: panels as wide as its tile, each
/// [depth, panel columns], so that every step loads the next few vectors. Columns past the last are 0.
/// </summary>
internal static unsafe class WeightPanels
{
    /// <summary>The number of floats that the panels take.</summary>
    public static long Size(int columns, int depth, int panelColumns) => (long)Count(columns, panelColumns) * panelColumns * depth;

    /// <summary>How many panels there are.</summary>
    public static int Count(int columns, int panelColumns) => (columns + panelColumns - 1) / panelColumns;

    public static void Pack(float* weight, int columns, int depth, float* panels, int panelColumns)
    {
        for (var first = 0; first < columns; first += panelColumns)
            PackPanel(weight, columns, depth, panels, panelColumns, first);
    }

    /// <summary>Packs the panel that begins with a column.</summary>
    public static void PackPanel(float* weight, int columns, int depth, float* panels, int panelColumns, int first)
    {
        var panel = panels + (nint)first * depth;
        var width = Math.Min(panelColumns, columns - first);
        if (width < panelColumns)
            new Span<float>(panel, panelColumns * depth).Clear();
        Transposition.Run(weight + (nint)first * depth, depth, width, depth, panel, panelColumns);
    }

    public static void Unpack(float* panels, int columns, int depth, float* weight, int panelColumns)
    {
        for (var first = 0; first < columns; first += panelColumns)
        {
            var width = Math.Min(panelColumns, columns - first);
            Transposition.Run(panels + (nint)first * depth, panelColumns, depth, width, weight + (nint)first * depth, depth);
        }
    }
}

/// <summary>Packs row-major weights by several threads: a task is a panel.</summary>
internal readonly unsafe struct PanelPacking(float* weight, PackedWeights packed) : IParallelTasks
{
    public int TaskCount => WeightPanels.Count(packed.Shape.Rows, packed.PanelColumns);

    public void Run(int task, int worker) =>
        WeightPanels.PackPanel(weight, packed.Shape.Rows, packed.Shape.Columns, packed.Panels, packed.PanelColumns, task * packed.PanelColumns);
}
