using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>The steps of optimizers on the processor.</summary>
internal static unsafe class CpuUpdates
{
    private const int CountPerTask = 8192;

    public static void Run(ParameterUpdate update, CpuTensor parameter, CpuTensor gradient, ReadOnlySpan<Tensor> state, CpuArena arena)
    {
        var expected = update.StateShapes(parameter.Shape);
        if (gradient.Shape != parameter.Shape || gradient.PanelColumns != parameter.PanelColumns || state.Length != expected.Count)
            throw new ArgumentException($"{update.GetType().Name}: expected a gradient in the form of {parameter} and {expected.Count} tensors of state; got {gradient} and {state.Length}.", nameof(gradient));
        switch (update)
        {
            case AdamWUpdate adam:
                Adam(adam, parameter, gradient, (CpuTensor)state[0], (CpuTensor)state[1], arena);
                break;
            case SgdUpdate sgd:
                Descend(sgd, parameter, gradient, state.IsEmpty ? null : (CpuTensor)state[0], arena);
                break;
            case AdafactorUpdate adafactor:
                FactoredUpdate.Run(adafactor, parameter, gradient, state, arena);
                break;
            default:
                throw new NotSupportedException($"The CPU backend does not implement {update.GetType().Name}.");
        }
    }

    private static void Adam(AdamWUpdate update, CpuTensor parameter, CpuTensor gradient, CpuTensor mean, CpuTensor square, CpuArena arena)
    {
        fixed (float* p = parameter.Storage, g = gradient.Storage, m = mean.Storage, v = square.Storage)
        {
            var tasks = new AdamTasks
            {
                P = p,
                G = g,
                M = m,
                V = v,
                Count = parameter.Storage.Length,
                GradientScale = update.GradientScale,
                Beta1 = update.Beta1,
                Beta2 = update.Beta2,
                Epsilon = update.Epsilon,
                Keep = (float)(1 - (double)update.LearningRate * update.WeightDecay),
                StepSize = (float)(update.LearningRate / (1 - Math.Pow(update.Beta1, update.Step))),
                InverseRoot = (float)(1 / Math.Sqrt(1 - Math.Pow(update.Beta2, update.Step))),
            };
            arena.ForkJoin.Run(ref tasks);
        }
    }

    private static void Descend(SgdUpdate update, CpuTensor parameter, CpuTensor gradient, CpuTensor? momentum, CpuArena arena)
    {
        fixed (float* p = parameter.Storage, g = gradient.Storage, u = momentum is null ? default : momentum.Storage)
        {
            var tasks = new DescentTasks { P = p, G = g, U = u, Count = parameter.Storage.Length, GradientScale = update.GradientScale, Rate = update.LearningRate, Momentum = update.Momentum, Decay = update.WeightDecay };
            arena.ForkJoin.Run(ref tasks);
        }
    }

    private struct AdamTasks : IParallelTasks
    {
        public float* P;
        public float* G;
        public float* M;
        public float* V;
        public int Count;
        public float GradientScale;
        public float Beta1;
        public float Beta2;
        public float Epsilon;
        public float Keep;
        public float StepSize;
        public float InverseRoot;

        public readonly int TaskCount => (Count + CountPerTask - 1) / CountPerTask;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int task, int worker)
        {
            var last = Math.Min(Count, (task + 1) * CountPerTask);
            var i = task * CountPerTask;
            // The two halves compute the same: every operation is rounded once in both.
            var (scale, beta1, beta2, rest1, rest2) = (
                System.Numerics.Vector.Create(GradientScale),
                System.Numerics.Vector.Create(Beta1),
                System.Numerics.Vector.Create(Beta2),
                System.Numerics.Vector.Create(1 - Beta1),
                System.Numerics.Vector.Create(1 - Beta2));
            var (epsilon, keep, size, root) = (
                System.Numerics.Vector.Create(Epsilon), System.Numerics.Vector.Create(Keep), System.Numerics.Vector.Create(StepSize), System.Numerics.Vector.Create(InverseRoot));
            for (; i + System.Numerics.Vector<float>.Count <= last; i += System.Numerics.Vector<float>.Count)
            {
                var g = System.Numerics.Vector.Load(G + i) * scale;
                var m = System.Numerics.Vector.Load(M + i) * beta1 + g * rest1;
                var v = System.Numerics.Vector.Load(V + i) * beta2 + g * g * rest2;
                System.Numerics.Vector.Store(m, M + i);
                System.Numerics.Vector.Store(v, V + i);
                System.Numerics.Vector.Store(System.Numerics.Vector.Load(P + i) * keep - size * m / (System.Numerics.Vector.SquareRoot(v) * root + epsilon), P + i);
            }
            for (; i < last; i++)
            {
                var g = G[i] * GradientScale;
                M[i] = M[i] * Beta1 + g * (1 - Beta1);
                V[i] = V[i] * Beta2 + g * g * (1 - Beta2);
                P[i] = P[i] * Keep - StepSize * M[i] / (MathF.Sqrt(V[i]) * InverseRoot + Epsilon);
            }
        }
    }

    private struct DescentTasks : IParallelTasks
    {
        public float* P;
        public float* G;
        public float* U;
        public int Count;
        public float GradientScale;
        public float Rate;
        public float Momentum;
        public float Decay;

        public readonly int TaskCount => (Count + CountPerTask - 1) / CountPerTask;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int task, int worker)
        {
            var last = Math.Min(Count, (task + 1) * CountPerTask);
            for (var i = task * CountPerTask; i < last; i++)
            {
                var g = G[i] * GradientScale + Decay * P[i];
                if (U != null)
                    g = U[i] = U[i] * Momentum + g;
                P[i] -= Rate * g;
            }
        }
    }
}
