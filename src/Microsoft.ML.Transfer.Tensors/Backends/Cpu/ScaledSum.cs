using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>y = scale · (factor · x), or y = scale · (y + factor · x). A task is a piece that stays in the first-level cache.</summary>
internal readonly unsafe struct ScaledSum(float* x, float* y, int count, bool adds, float factor, float scale) : IParallelTasks
{
    private const int CountPerTask = 4096;

    public int TaskCount => (count + CountPerTask - 1) / CountPerTask;

    public void Run(int task, int worker)
    {
        var first = task * CountPerTask;
        var length = Math.Min(CountPerTask, count - first);
        var source = new ReadOnlySpan<float>(x + first, length);
        var target = new Span<float>(y + first, length);
        if (adds)
            TensorPrimitives.MultiplyAdd(source, factor, target, target);
        else if (factor == 1f)
            source.CopyTo(target);
        else
            TensorPrimitives.Multiply(source, factor, target);
        if (scale != 1f)
            TensorPrimitives.Multiply(target, scale, target);
    }
}
