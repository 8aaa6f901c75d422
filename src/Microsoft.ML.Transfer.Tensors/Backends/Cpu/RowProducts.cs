using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>y = a ⊙ b, or y += a ⊙ b, for matrices or for a matrix a and a vector b that every row is multiplied with. A task is a few rows.</summary>
internal readonly unsafe struct RowProducts(float* a, float* b, float* y, Shape shape, bool isVector, bool adds) : IParallelTasks
{
    private const int CountPerTask = 4096;

    private readonly int _rowsPerTask = Math.Max(1, CountPerTask / Math.Max(1, shape.Columns));

    public int TaskCount => (shape.Rows + _rowsPerTask - 1) / _rowsPerTask;

    public void Run(int task, int worker)
    {
        var columns = shape.Columns;
        var last = Math.Min(shape.Rows, (task + 1) * _rowsPerTask);
        for (var row = task * _rowsPerTask; row < last; row++)
        {
            var start = (nint)row * columns;
            var left = new ReadOnlySpan<float>(a + start, columns);
            var right = new ReadOnlySpan<float>(isVector ? b : b + start, columns);
            var target = new Span<float>(y + start, columns);
            if (adds)
                TensorPrimitives.MultiplyAdd(left, right, target, target);
            else
                TensorPrimitives.Multiply(left, right, target);
        }
    }
}
