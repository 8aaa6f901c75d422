using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>y = f(x). A task is a piece that stays in the first-level cache between the copy and the function.</summary>
internal readonly unsafe struct ActivationOf<V>(Activation activation, float* x, float* y, int count) : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    private const int CountPerTask = 4096;
    private const int LongestVector = 64;

    public int TaskCount => (count + CountPerTask - 1) / CountPerTask;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int task, int worker)
    {
        var start = task * CountPerTask;
        var length = Math.Min(CountPerTask, count - start);
        var whole = length / V.Count * V.Count;
        var target = new Span<float>(y + start, length);
        new ReadOnlySpan<float>(x + start, length).CopyTo(target);
        Activations.Apply<V>(activation, y + start, stride: 0, rows: 1, whole);
        if (whole == length)
            return;
        var rest = stackalloc float[LongestVector];
        target[whole..].CopyTo(new Span<float>(rest, LongestVector));
        Activations.Apply<V>(activation, rest, stride: 0, rows: 1, V.Count);
        new ReadOnlySpan<float>(rest, length - whole).CopyTo(target[whole..]);
    }
}

/// <summary>dx = dy f′(x), or dx += dy f′(x).</summary>
internal readonly unsafe struct ActivationGradientOf<V>(Activation activation, float* x, float* dy, float* dx, int count, bool adds) : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    private const int CountPerTask = 2048;

    public int TaskCount => (count + CountPerTask - 1) / CountPerTask;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int task, int worker)
    {
        var slopes = stackalloc float[CountPerTask];
        var start = task * CountPerTask;
        var length = Math.Min(CountPerTask, count - start);
        var slope = new Span<float>(slopes, length);
        new ReadOnlySpan<float>(x + start, length).CopyTo(slope);
        // What follows the last number up to a whole vector is computed and left.
        ActivationGradients.Apply<V>(activation, slopes, (length + V.Count - 1) / V.Count * V.Count);
        var gradient = new ReadOnlySpan<float>(dy + start, length);
        var target = new Span<float>(dx + start, length);
        if (adds)
            TensorPrimitives.MultiplyAdd(gradient, slope, target, target);
        else
            TensorPrimitives.Multiply(gradient, slope, target);
    }
}
