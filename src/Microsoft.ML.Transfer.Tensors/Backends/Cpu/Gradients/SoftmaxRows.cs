using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>
/// The loss of each row of a <see cref="CrossEntropy"/>, or its gradient. With p = softmax(x), the weights w of the classes and the label y, the loss is
/// −(1 − ε) w[y] log p[y] − ε/C Σ w[c] log p[c], and its derivative by x[c] is (1 − ε) w[y] (p[c] − [c = y]) + ε/C (p[c] Σ w − w[c]).
/// </summary>
internal unsafe struct SoftmaxRows : IParallelTasks
{
    private const int RowsPerTask = 8;

    /// <summary>[rows, classes].</summary>
    public float* X;

    /// <summary>[rows].</summary>
    public int* Labels;

    /// <summary>[classes], or null for weights of 1.</summary>
    public float* Weights;

    /// <summary>[rows]: where the losses go; null where the gradient is wanted.</summary>
    public double* Losses;

    /// <summary>[rows, classes]: what the gradient is added to.</summary>
    public float* Gradient;

    /// <summary>The gradient's factor.</summary>
    public float Factor;

    public int Rows;
    public int Classes;
    public float Smoothing;
    public float SumOfWeights;

    public readonly int TaskCount => (Rows + RowsPerTask - 1) / RowsPerTask;

    public readonly void Run(int task, int worker)
    {
        var last = Math.Min(Rows, (task + 1) * RowsPerTask);
        for (var row = task * RowsPerTask; row < last; row++)
        {
            if (Losses != null)
                Losses[row] = Labels[row] == CrossEntropy.Ignored ? 0 : Loss(row);
            else if (Labels[row] != CrossEntropy.Ignored)
                AddGradient(row);
        }
    }

    private readonly double LogOfSum(ReadOnlySpan<float> x)
    {
        var largest = TensorPrimitives.Max(x);
        var sum = 0.0;
        foreach (var value in x)
            sum += MathF.Exp(value - largest);
        return largest + Math.Log(sum);
    }

    private readonly double Loss(int row)
    {
        var x = new ReadOnlySpan<float>(X + (nint)row * Classes, Classes);
        var (label, logOfSum) = (Labels[row], LogOfSum(x));
        var loss = (1.0 - Smoothing) * (Weights == null ? 1 : Weights[label]) * (logOfSum - x[label]);
        if (Smoothing == 0)
            return loss;
        var all = 0.0;
        for (var c = 0; c < Classes; c++)
            all += (Weights == null ? 1 : Weights[c]) * (logOfSum - x[c]);
        return loss + Smoothing / Classes * all;
    }

    private readonly void AddGradient(int row)
    {
        var x = new ReadOnlySpan<float>(X + (nint)row * Classes, Classes);
        var gradient = Gradient + (nint)row * Classes;
        var (label, logOfSum) = (Labels[row], (float)LogOfSum(x));
        var ofLabel = (1 - Smoothing) * (Weights == null ? 1 : Weights[label]) * Factor;
        var ofAll = Smoothing / Classes * Factor;
        for (var c = 0; c < Classes; c++)
            gradient[c] += (ofLabel + ofAll * SumOfWeights) * MathF.Exp(x[c] - logOfSum);
        gradient[label] -= ofLabel;
        for (var c = 0; Smoothing > 0 && c < Classes; c++)
            gradient[c] -= ofAll * (Weights == null ? 1 : Weights[c]);
    }
}
