using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// The mean over the rows of −log softmax(x)[label], weighted by the weight of the label's class where classes have weights: Σ w[label] lossᵢ / Σ w[label]. With label smoothing ε (Szegedy
/// et al., 2016) the target is 1 − ε for the label and ε / classes for every class. 0 where no row has a label.
/// <para><i>Inputs:</i> x [rows, classes], labels [rows] of integers, optionally weights [classes]. <i>Result:</i> a scalar.</para>
/// </summary>
/// <param name="LabelSmoothing">ε, at least 0 and below 1.</param>
public sealed record CrossEntropy(float LabelSmoothing = 0f) : Operation
{
    /// <summary>The label of rows that do not count, as the field has it.</summary>
    public const int Ignored = -100;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (!(LabelSmoothing >= 0 && LabelSmoothing < 1))
            throw new InvalidOperationException($"{Name}: label smoothing must be at least 0 and below 1; it is {LabelSmoothing}.");
        if (inputs.Length is not (2 or 3) || !IsMatrix(inputs[0]) || !IsIndices(inputs[1]) || inputs[1].Shape.Rows != inputs[0].Shape.Rows
            || (inputs.Length == 3 && !IsVector(inputs[2], inputs[0].Shape.Columns)))
            throw Mismatch(inputs, "x [rows, classes], labels [rows] of integers and optionally weights [classes]");
        return default;
    }
}

internal sealed unsafe class CrossEntropyOnCpu : CpuOperation<CrossEntropy>
{
    protected override void Forward(CrossEntropy operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        var rows = Rows(operation, inputs);
        rows.Losses = (double*)arena.AllocateScratch((long)rows.Rows * sizeof(double));
        Kernels.Best.SoftmaxRows(rows, arena.ForkJoin);
        var (sum, total) = (0.0, TotalWeight(inputs));
        for (var i = 0; i < rows.Rows; i++)
            sum += rows.Losses[i];
        result.Values[0] = total > 0 ? (float)(sum / total) : 0f;
    }

    protected override void Backward(CrossEntropy operation, in CpuGradients gradients)
    {
        var total = TotalWeight(gradients.Inputs);
        if (gradients.OfInputs[0] is not { } dx || !(total > 0))
            return;
        var rows = Rows(operation, gradients.Inputs);
        rows.Gradient = dx.Floats;
        rows.Factor = (float)(gradients.OfResult.Values[0] / total);
        Kernels.Best.SoftmaxRows(rows, gradients.Arena.ForkJoin);
    }

    private static SoftmaxRowsOperands Rows(CrossEntropy operation, ReadOnlySpan<CpuTensor> inputs)
    {
        var classes = inputs[0].Shape.Columns;
        var labels = inputs[1].Indices;
        for (var i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes && labels[i] != CrossEntropy.Ignored)
                throw new ArgumentException($"{operation.Name}: the label {labels[i]} of row {i} is none of the classes 0 to {classes - 1}, nor {CrossEntropy.Ignored} for a row that does not count.", nameof(inputs));
        }
        var rows = new SoftmaxRowsOperands
        {
            X = inputs[0].Floats,
            Labels = inputs[1].Integers,
            Weights = inputs.Length == 3 ? inputs[2].Floats : null,
            Rows = labels.Length,
            Classes = classes,
            Smoothing = operation.LabelSmoothing,
            SumOfWeights = classes,
        };
        if (rows.Weights != null)
        {
            rows.SumOfWeights = 0;
            foreach (var weight in inputs[2].Values)
                rows.SumOfWeights += weight;
        }
        return rows;
    }

    private static double TotalWeight(ReadOnlySpan<CpuTensor> inputs)
    {
        var total = 0.0;
        foreach (var label in inputs[1].Indices)
        {
            if (label != CrossEntropy.Ignored)
                total += inputs.Length == 3 ? inputs[2].Values[label] : 1;
        }
        return total;
    }
}
