using System.Numerics;
using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>
/// g += s f ⊙ (p − a), and the sum of f (p − a)² of each task's piece: pieces are the same for any number of threads, and so are the bits of their sums. The zeros that fill up panels
/// add nothing.
/// </summary>
internal unsafe struct QuadraticPenalty : IParallelTasks
{
    private const int CountPerTask = 8192;

    private float* _parameter;
    private float* _anchor;
    private float* _importance;
    private float* _gradient;
    private float* _sums;
    private float _strength;
    private int _count;

    public readonly int TaskCount => (_count + CountPerTask - 1) / CountPerTask;

    /// <summary>Adds the penalty's gradient.</summary>
    /// <returns>s / 2 Σ f (p − a)².</returns>
    public static double Add(CpuTensor parameter, CpuTensor? anchor, CpuTensor? importance, float strength, CpuTensor gradient, CpuArena arena)
    {
        Check(parameter, anchor, nameof(anchor));
        Check(parameter, importance, nameof(importance));
        Check(parameter, gradient, nameof(gradient));
        var mark = arena.Mark();
        var sum = 0.0;
        fixed (float* p = parameter.Storage, a = anchor is null ? default : anchor.Storage, f = importance is null ? default : importance.Storage, g = gradient.Storage)
        {
            var tasks = new QuadraticPenalty { _parameter = p, _anchor = a, _importance = f, _gradient = g, _strength = strength, _count = parameter.Storage.Length };
            tasks._sums = (float*)arena.AllocateScratch((long)tasks.TaskCount * sizeof(float));
            arena.ForkJoin.Run(ref tasks);
            for (var i = 0; i < tasks.TaskCount; i++)
                sum += tasks._sums[i];
        }
        arena.Release(mark);
        return 0.5 * strength * sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int task, int worker)
    {
        var last = Math.Min(_count, (task + 1) * CountPerTask);
        var i = task * CountPerTask;
        var (strength, sums) = (Vector.Create(_strength), Vector<float>.Zero);
        for (; i + Vector<float>.Count <= last; i += Vector<float>.Count)
        {
            var difference = Vector.Load(_parameter + i);
            if (_anchor != null)
                difference -= Vector.Load(_anchor + i);
            var weighted = _importance == null ? difference : difference * Vector.Load(_importance + i);
            sums += weighted * difference;
            Vector.Store(Vector.Load(_gradient + i) + strength * weighted, _gradient + i);
        }
        var sum = Vector.Sum(sums);
        for (; i < last; i++)
        {
            var difference = _anchor == null ? _parameter[i] : _parameter[i] - _anchor[i];
            var weighted = _importance == null ? difference : difference * _importance[i];
            sum += weighted * difference;
            _gradient[i] += _strength * weighted;
        }
        _sums[task] = sum;
    }

    private static void Check(CpuTensor parameter, CpuTensor? other, string name)
    {
        if (other is not null && (other.Shape != parameter.Shape || other.PanelColumns != parameter.PanelColumns))
            throw new ArgumentException($"Expected a tensor in the form of {parameter}; got {other}.", name);
    }
}

/// <summary>y += c x ⊙ x.</summary>
internal readonly unsafe struct ScaledSquares(float* x, float factor, float* y, int count) : IParallelTasks
{
    private const int CountPerTask = 8192;

    public int TaskCount => (count + CountPerTask - 1) / CountPerTask;

    public static void Add(CpuTensor tensor, float factor, CpuTensor sum, CpuArena arena)
    {
        if (sum.Shape != tensor.Shape || sum.PanelColumns != tensor.PanelColumns)
            throw new ArgumentException($"Expected a tensor in the form of {tensor}; got {sum}.", nameof(sum));
        fixed (float* from = tensor.Storage, to = sum.Storage)
        {
            var tasks = new ScaledSquares(from, factor, to, tensor.Storage.Length);
            arena.ForkJoin.Run(ref tasks);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int task, int worker)
    {
        var last = Math.Min(count, (task + 1) * CountPerTask);
        var i = task * CountPerTask;
        var factors = Vector.Create(factor);
        for (; i + Vector<float>.Count <= last; i += Vector<float>.Count)
        {
            var value = Vector.Load(x + i);
            Vector.Store(Vector.Load(y + i) + factors * (value * value), y + i);
        }
        for (; i < last; i++)
            y[i] += factor * (x[i] * x[i]);
    }
}
