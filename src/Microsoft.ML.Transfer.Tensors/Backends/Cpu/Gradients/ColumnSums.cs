using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>
/// sums[j] += Σᵢ x[i, j], or Σᵢ x[i, j] y[i, j], in the order of the rows: the gradient of a vector that every row shares. A task is a few columns.
/// </summary>
internal readonly unsafe struct ColumnSums<V>(float* x, float* y, int rows, int columns, float* sums) : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    private static int ColumnsPerTask => 4 * V.Count;

    public int TaskCount => (columns + ColumnsPerTask - 1) / ColumnsPerTask;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int task, int worker)
    {
        var first = task * ColumnsPerTask;
        var last = Math.Min(columns, first + ColumnsPerTask);
        if (last - first == ColumnsPerTask)
        {
            Whole(first);
            return;
        }
        for (var j = first; j < last; j++)
        {
            var sum = sums[j];
            for (nint at = j, i = 0; i < rows; i++, at += columns)
                sum += y is null ? x[at] : x[at] * y[at];
            sums[j] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Whole(int first)
    {
        var at = sums + first;
        var (sum0, sum1, sum2, sum3) = (V.Load(at), V.Load(at + V.Count), V.Load(at + 2 * V.Count), V.Load(at + 3 * V.Count));
        var row = x + first;
        if (y is null)
        {
            for (var i = 0; i < rows; i++, row += columns)
            {
                sum0 += V.Load(row);
                sum1 += V.Load(row + V.Count);
                sum2 += V.Load(row + 2 * V.Count);
                sum3 += V.Load(row + 3 * V.Count);
            }
        }
        else
        {
            var factor = y + first;
            for (var i = 0; i < rows; i++, row += columns, factor += columns)
            {
                sum0 = V.MultiplyAdd(V.Load(row), V.Load(factor), sum0);
                sum1 = V.MultiplyAdd(V.Load(row + V.Count), V.Load(factor + V.Count), sum1);
                sum2 = V.MultiplyAdd(V.Load(row + 2 * V.Count), V.Load(factor + 2 * V.Count), sum2);
                sum3 = V.MultiplyAdd(V.Load(row + 3 * V.Count), V.Load(factor + 3 * V.Count), sum3);
            }
        }
        V.Store(sum0, at);
        V.Store(sum1, at + V.Count);
        V.Store(sum2, at + 2 * V.Count);
        V.Store(sum3, at + 3 * V.Count);
    }
}
