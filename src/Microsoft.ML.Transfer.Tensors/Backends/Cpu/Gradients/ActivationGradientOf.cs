using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>dx = dy f′(x), or dx += dy f′(x). A task is a piece of them.</summary>
internal readonly unsafe struct ActivationGradientOf<V>(Activation activation, float* x, float* dy, float* dx, int count, bool adds) : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    private const int CountPerTask = 8192;

    // At least as long as any vector.
    private const int LongestVector = 64;

    public int TaskCount => (count + CountPerTask - 1) / CountPerTask;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int task, int worker)
    {
        var start = task * CountPerTask;
        var length = Math.Min(CountPerTask, count - start);
        var whole = length / V.Count * V.Count;
        ActivationGradients.Apply<V>(activation, x + start, dy + start, dx + start, whole, adds);
        if (whole < length)
            Rest(start + whole, length - whole);
    }

    /// <summary>What is left past the last whole vector goes through the same instructions in vectors of its own.</summary>
    private void Rest(int start, int length)
    {
        var numbers = stackalloc float[LongestVector];
        var gradient = stackalloc float[LongestVector];
        var result = stackalloc float[LongestVector];
        new ReadOnlySpan<float>(x + start, length).CopyTo(new Span<float>(numbers, length));
        new ReadOnlySpan<float>(dy + start, length).CopyTo(new Span<float>(gradient, length));
        new ReadOnlySpan<float>(dx + start, length).CopyTo(new Span<float>(result, length));
        ActivationGradients.Apply<V>(activation, numbers, gradient, result, V.Count, adds);
        new ReadOnlySpan<float>(result, length).CopyTo(new Span<float>(dx + start, length));
    }
}
