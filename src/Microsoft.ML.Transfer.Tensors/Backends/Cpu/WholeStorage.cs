using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>What treats all numbers of a tensor alike, in whatever order they are stored; the zeros that fill up panels change nothing.</summary>
internal static unsafe class WholeStorage
{
    private const int CountPerTask = 16_384;

    public static void Fill(CpuTensor tensor, float value, ForkJoin threads)
    {
        if (value == 0)
        {
            tensor.Clear();
            return;
        }
        if (tensor.PanelColumns > 0)
            throw new InvalidOperationException($"{tensor} is stored in panels, which can be filled with 0 only.");
        fixed (float* start = tensor.Storage)
        {
            var tasks = new Filling(start, tensor.Storage.Length, value);
            threads.Run(ref tasks);
        }
    }

    public static double SumOfSquares(CpuTensor tensor, CpuArena arena)
    {
        if (tensor.IsZero)
            return 0;
        if (tensor.NonzeroRows is { } rows)
            return SumOfSquares(tensor, rows, arena);
        var count = tensor.Storage.Length;
        var pieces = Kernels.SquarePieces(count);
        var mark = arena.Mark();
        var sums = (float*)arena.AllocateScratch((long)pieces * sizeof(float));
        fixed (float* start = tensor.Storage)
            Kernels.Best.SumSquares(start, count, sums, arena.ForkJoin);
        var sum = 0.0;
        for (var i = 0; i < pieces; i++)
            sum += sums[i];
        arena.Release(mark);
        return sum;
    }

    private static double SumOfSquares(CpuTensor tensor, RowSet rows, CpuArena arena)
    {
        var mark = arena.Mark();
        var numbers = (int*)arena.AllocateScratch((long)rows.Count * sizeof(int));
        var sums = (float*)arena.AllocateScratch((long)rows.Count * sizeof(float));
        rows.CopyTo(new Span<int>(numbers, rows.Count));
        Kernels.Best.SumRowSquares(tensor.TrackedRows, numbers, rows.Count, tensor.Shape.Columns, sums, arena.ForkJoin);
        var sum = 0.0;
        for (var i = 0; i < rows.Count; i++)
            sum += sums[i];
        arena.Release(mark);
        return sum;
    }

    private readonly struct Filling(float* start, int count, float value) : IParallelTasks
    {
        public int TaskCount => (count + CountPerTask - 1) / CountPerTask;

        public void Run(int task, int worker) => new Span<float>(start + (nint)task * CountPerTask, Math.Min(CountPerTask, count - task * CountPerTask)).Fill(value);
    }
}
