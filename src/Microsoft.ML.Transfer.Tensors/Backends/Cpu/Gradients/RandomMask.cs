using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>y = x ⊙ mask, or y += x ⊙ mask, with a <see cref="DropoutMask"/>.</summary>
internal readonly unsafe struct RandomMask(DropoutMask mask, float* x, float* y, int count, bool adds) : IParallelTasks
{
    private const int CountPerTask = 4096;

    public int TaskCount => (count + CountPerTask - 1) / CountPerTask;

    public void Run(int task, int worker)
    {
        var first = task * CountPerTask;
        mask.Apply((ulong)(first / DropoutMask.PerNumber), x + first, y + first, Math.Min(CountPerTask, count - first), adds);
    }
}
