using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>
/// The loss of each row of a <see cref="CrossEntropy"/>, or its gradient. With p = softmax(x), the weights w of the classes and the label y, the loss is
/// −(1 − ε) w[y] log p[y] − ε/C Σ w[c] log p[c], and its derivative by x[c] is (1 − ε) w[y] (p[c] − [c = y]) + ε/C (p[c] Σ w − w[c]).
/// </summary>
internal readonly unsafe struct SoftmaxRows<V>(SoftmaxRowsOperands operands) : IParallelTasks
    where V : unmanaged, ISimdVector<V>
{
    private const int RowsPerTask = 8;

    public int TaskCount => (operands.Rows + RowsPerTask - 1) / RowsPerTask;

    public void Run(int task, int worker)
    {
        var last = Math.Min(operands.Rows, (task + 1) * RowsPerTask);
        for (var row = task * RowsPerTask; row < last; row++)
        {
            if (operands.Losses != null)
                operands.Losses[row] = operands.Labels[row] == CrossEntropy.Ignored ? 0 : Loss(row);
            else if (operands.Labels[row] != CrossEntropy.Ignored)
                AddGradient(row);
        }
    }

    private double LogOfSum(float* x)
    {
        var largest = TensorPrimitives.Max(new ReadOnlySpan<float>(x, operands.Classes));
        return largest + Math.Log(VectorRows<V>.SumOfExponentials(x, largest, operands.Classes));
    }

    private float WeightOf(int label) => operands.Weights == null ? 1 : operands.Weights[label];

    private double Loss(int row)
    {
        var x = operands.X + (nint)row * operands.Classes;
        var (label, logOfSum) = (operands.Labels[row], LogOfSum(x));
        var loss = (1.0 - operands.Smoothing) * WeightOf(label) * (logOfSum - x[label]);
        if (operands.Smoothing == 0)
            return loss;
        var all = 0.0;
        for (var c = 0; c < operands.Classes; c++)
            all += WeightOf(c) * (logOfSum - x[c]);
        return loss + operands.Smoothing / operands.Classes * all;
    }

    private void AddGradient(int row)
    {
        var x = operands.X + (nint)row * operands.Classes;
        var gradient = operands.Gradient + (nint)row * operands.Classes;
        var label = operands.Labels[row];
        var ofLabel = (1 - operands.Smoothing) * WeightOf(label) * operands.Factor;
        var ofAll = operands.Smoothing / operands.Classes * operands.Factor;
        VectorRows<V>.AddExponentials(gradient, x, (float)LogOfSum(x), ofLabel + ofAll * operands.SumOfWeights, operands.Classes);
        gradient[label] -= ofLabel;
        for (var c = 0; operands.Smoothing > 0 && c < operands.Classes; c++)
            gradient[c] -= ofAll * WeightOf(c);
    }
}

/// <summary>What the losses of rows, or their gradients, are computed from.</summary>
internal unsafe struct SoftmaxRowsOperands
{
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
}
