using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>The sums of the squares of pieces of many numbers, a task each.</summary>
internal readonly unsafe struct SquareSums<V>(float* x, int count, float* sums) : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    public int TaskCount => Kernels.SquarePieces(count);

    public void Run(int task, int worker) =>
        sums[task] = VectorRows<V>.SumOfSquares(x + (nint)task * Kernels.SquarePiece, Math.Min(Kernels.SquarePiece, count - task * Kernels.SquarePiece));
}

/// <summary>The sums of the squares of some rows of a matrix, a task each.</summary>
internal readonly unsafe struct RowSquareSums<V>(float* matrix, int* rows, int count, int columns, float* sums) : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    public int TaskCount => count;

    public void Run(int task, int worker) => sums[task] = VectorRows<V>.SumOfSquares(matrix + (nint)rows[task] * columns, columns);
}
