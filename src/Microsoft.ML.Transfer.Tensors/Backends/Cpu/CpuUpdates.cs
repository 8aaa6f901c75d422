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
                AdamSteps.Run(adam, parameter, gradient, (CpuTensor)state[0], (CpuTensor)state[1], arena);
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

    private static void Descend(SgdUpdate update, CpuTensor parameter, CpuTensor gradient, CpuTensor? momentum, CpuArena arena)
    {
        fixed (float* p = parameter.Storage, g = gradient.Storage, u = momentum is null ? default : momentum.Storage)
        {
            var tasks = new DescentTasks { P = p, G = g, U = u, Count = parameter.Storage.Length, GradientScale = update.GradientScale, Rate = update.LearningRate, Momentum = update.Momentum, Decay = update.WeightDecay };
            arena.ForkJoin.Run(ref tasks);
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
