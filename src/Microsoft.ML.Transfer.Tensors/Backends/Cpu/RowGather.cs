using System.Numerics.Tensors;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>y[i] = Σ tableₜ[indexₜ[i]]. A task is a few rows.</summary>
internal readonly unsafe struct RowGather(GatheredTable* tables, int count, float* result, Shape shape) : IParallelTasks
{
    private const int RowsPerTask = 64;

    // A row of a large table is rarely in the cache; asked for so many rows ahead, it is there when its turn comes.
    private const int RowsAhead = 8;

    public int TaskCount => (shape.Rows + RowsPerTask - 1) / RowsPerTask;

    public void Run(int task, int worker)
    {
        var columns = shape.Columns;
        var last = Math.Min(shape.Rows, (task + 1) * RowsPerTask);
        for (var i = task * RowsPerTask; i < last; i++)
        {
            var sum = new Span<float>(result + (nint)i * columns, columns);
            for (var t = 0; t < count; t++)
            {
                var table = tables[t];
                if (i + RowsAhead < shape.Rows)
                    Prefetch(table.Rows + (nint)table.Indices[i + RowsAhead] * columns, columns);
                var row = new ReadOnlySpan<float>(table.Rows + (nint)table.Indices[i] * columns, columns);
                if (t == 0)
                    row.CopyTo(sum);
                else
                    TensorPrimitives.Add(sum, row, sum);
            }
        }
    }

    private static void Prefetch(float* row, int length)
    {
        const int CacheLine = 16;
        for (var i = 0; Sse.IsSupported && i < length; i += CacheLine)
            Sse.Prefetch0(row + i);
    }
}

/// <summary>A table and the row of it for each row of a result.</summary>
internal unsafe struct GatheredTable
{
    public float* Rows;
    public int* Indices;
}
