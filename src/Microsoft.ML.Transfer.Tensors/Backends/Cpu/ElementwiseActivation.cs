using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>An activation function of many numbers, y = f(x), also in place. A task is a piece that fits into the first-level cache.</summary>
internal unsafe struct ElementwiseActivation<V> : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    private const int CountPerTask = 4096;

    // At least as long as any vector.
    private const int LongestVector = 64;

    private readonly Activation _activation;
    private readonly float* _x;
    private readonly float* _y;
    private readonly int _count;

    public ElementwiseActivation(Activation activation, float* x, float* y, int count)
    {
        _activation = activation;
        _x = x;
        _y = y;
        _count = count;
    }

    public readonly int TaskCount => (_count + CountPerTask - 1) / CountPerTask;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int task, int worker)
    {
        var x = _x + (nint)task * CountPerTask;
        var y = _y + (nint)task * CountPerTask;
        var count = Math.Min(CountPerTask, _count - task * CountPerTask);
        var whole = count / V.Count * V.Count;
        Activations.Apply<V>(_activation, x, y, stride: 0, rows: 1, whole);
        if (whole == count)
            return;

        // What is left goes through the same instructions in a vector of its own.
        var rest = stackalloc float[LongestVector];
        new ReadOnlySpan<float>(x + whole, count - whole).CopyTo(new Span<float>(rest, LongestVector));
        Activations.Apply<V>(_activation, rest, rest, stride: 0, rows: 1, V.Count);
        new ReadOnlySpan<float>(rest, count - whole).CopyTo(new Span<float>(y + whole, count - whole));
    }
}
