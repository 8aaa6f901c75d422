using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>An activation function of many numbers, in place. A task is a piece that fits into the first-level cache.</summary>
internal unsafe struct ElementwiseActivation<V> : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    private const int CountPerTask = 4096;

    // At least as long as any vector.
    private const int LongestVector = 64;

    private readonly Activation _activation;
    private readonly float* _x;
    private readonly int _count;

    public ElementwiseActivation(Activation activation, float* x, int count)
    {
        _activation = activation;
        _x = x;
        _count = count;
    }

    public readonly int TaskCount => (_count + CountPerTask - 1) / CountPerTask;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int task, int worker)
    {
        var x = _x + (nint)task * CountPerTask;
        var count = Math.Min(CountPerTask, _count - task * CountPerTask);
        var whole = count / V.Count * V.Count;
        Activations.Apply<V>(_activation, x, stride: 0, rows: 1, whole);
        if (whole == count)
            return;

        // What is left goes through the same instructions in a vector of its own.
        var rest = stackalloc float[LongestVector];
        new ReadOnlySpan<float>(x + whole, count - whole).CopyTo(new Span<float>(rest, LongestVector));
        Activations.Apply<V>(_activation, rest, stride: 0, rows: 1, V.Count);
        new ReadOnlySpan<float>(rest, count - whole).CopyTo(new Span<float>(x + whole, count - whole));
    }
}
