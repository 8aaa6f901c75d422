using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>
/// table[index[i]] += x[i] for all rows in their order, the gradient of a gather. A task is a few columns of all rows, so that a row of the table that is named several times is
/// added up by one thread in one order.
/// </summary>
internal readonly unsafe struct RowScatter<V>(float* x, int* indices, int rows, int columns, float* table) : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    private const int ColumnsPerTask = 64;

    public int TaskCount => (columns + ColumnsPerTask - 1) / ColumnsPerTask;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int task, int worker)
    {
        var first = task * ColumnsPerTask;
        var width = Math.Min(ColumnsPerTask, columns - first);
        for (var i = 0; i < rows; i++)
            VectorRows<V>.Add(table + (nint)indices[i] * columns + first, x + (nint)i * columns + first, width);
    }
}
