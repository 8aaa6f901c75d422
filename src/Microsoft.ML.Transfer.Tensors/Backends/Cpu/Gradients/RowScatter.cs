using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>
/// table[index[i]] += x[i] for all rows in their order, the gradient of a gather. A task is a few columns of all rows, so that a row of the table that is named several times is
/// added up by one thread in one order.
/// </summary>
internal readonly unsafe struct RowScatter(float* x, int* indices, int rows, int columns, float* table) : IParallelTasks
{
    private const int ColumnsPerTask = 64;

    public int TaskCount => (columns + ColumnsPerTask - 1) / ColumnsPerTask;

    public void Run(int task, int worker)
    {
        var first = task * ColumnsPerTask;
        var width = Math.Min(ColumnsPerTask, columns - first);
        for (var i = 0; i < rows; i++)
        {
            var target = new Span<float>(table + (nint)indices[i] * columns + first, width);
            TensorPrimitives.Add(target, new ReadOnlySpan<float>(x + (nint)i * columns + first, width), target);
        }
    }
}
