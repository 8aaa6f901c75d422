using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Training;

/// <summary>What happened in a step.</summary>
/// <param name="Step">Which step of the training, from 1.</param>
/// <param name="Steps">How many there are in all.</param>
/// <param name="Epoch">The epoch it belongs to, from 1.</param>
/// <param name="Loss">The loss before the step.</param>
/// <param name="GradientNorm">The norm of all gradients together, before clipping.</param>
/// <param name="LearningRate">The learning rate.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TrainingStep(int Step, int Steps, int Epoch, double Loss, double GradientNorm, double LearningRate)
{
    /// <summary>What <see cref="TrainerOptions.Penalty"/> added to the loss, which does not count it; 0 without a penalty.</summary>
    public double Penalty { get; init; }
}
