using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// The loss of knowledge distillation (Hinton et al., 2015): with the teacher's scores z, the temperature T and the labels y the mean over the rows of
/// α T² KL(softmax(z / T) ‖ softmax(x / T)) − (1 − α) log softmax(x)[y]; the second term is 0 for rows without a label. T² keeps the gradients of the first as large as those of the second.
/// <para><i>Inputs:</i> x [rows, classes], z [rows, classes] (logarithms of probabilities will do, as they differ by a constant), labels [rows] of integers,
/// <see cref="CrossEntropy.Ignored"/> where there is none. <i>Result:</i> a scalar; 0 where there are no rows. There is no gradient of z.</para>
/// </summary>
/// <param name="Temperature">T, above 0: the higher, the more the teacher's small probabilities count.</param>
/// <param name="TeacherWeight">α, from 0 to 1.</param>
public sealed record Distillation(float Temperature, float TeacherWeight) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (!(Temperature > 0 && float.IsFinite(Temperature)) || !(TeacherWeight is >= 0 and <= 1))
            throw new InvalidOperationException($"{Name}: a temperature is above 0 and a weight from 0 to 1; they are {Temperature} and {TeacherWeight}.");
        return inputs.Length == 3 && IsMatrix(inputs[0]) && IsMatrix(inputs[1]) && inputs[1].Shape == inputs[0].Shape && IsIndices(inputs[2]) && inputs[2].Shape.Rows == inputs[0].Shape.Rows
            ? default
            : throw Mismatch(inputs, "x [rows, classes], the teacher's scores [rows, classes] and labels [rows] of integers");
    }
}

internal sealed class DistillationOnCpu : CpuOperation<Distillation>
{
    protected override void Forward(Distillation operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        var (rows, classes) = (inputs[0].Shape.Rows, inputs[0].Shape.Columns);
        var (temperature, alpha) = ((double)operation.Temperature, (double)operation.TeacherWeight);
        CheckLabels(operation, inputs[2].Indices, classes);
        var sum = 0.0;
        for (var row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> x = inputs[0].Values.Slice(row * classes, classes);
            ReadOnlySpan<float> z = inputs[1].Values.Slice(row * classes, classes);
            var (ofStudent, ofTeacher) = (LogOfSum(x, temperature), LogOfSum(z, temperature));
            var divergence = 0.0;
            for (var c = 0; c < classes; c++)
            {
                var logarithm = z[c] / temperature - ofTeacher;
                divergence += Math.Exp(logarithm) * (logarithm - (x[c] / temperature - ofStudent));
            }
            sum += alpha * temperature * temperature * divergence;
            if (inputs[2].Indices[row] is var label and not CrossEntropy.Ignored)
                sum += (1 - alpha) * (LogOfSum(x, 1) - x[label]);
        }
        result.Values[0] = rows == 0 ? 0f : (float)(sum / rows);
    }

    protected override void Backward(Distillation operation, in CpuGradients gradients)
    {
        if (gradients.OfInputs[1] is not null)
            throw new NotSupportedException($"{operation.Name}: there is no gradient of the teacher's scores.");
        var dx = gradients.Of(0);
        if (dx.IsEmpty)
            return;
        var (rows, classes) = (gradients.Inputs[0].Shape.Rows, gradients.Inputs[0].Shape.Columns);
        var temperature = (double)operation.Temperature;
        var factor = (double)gradients.OfResult.Values[0] / rows;
        var (ofTeacher, ofLabel) = (factor * operation.TeacherWeight * temperature, factor * (1.0 - operation.TeacherWeight));
        for (var row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> x = gradients.Inputs[0].Values.Slice(row * classes, classes);
            ReadOnlySpan<float> z = gradients.Inputs[1].Values.Slice(row * classes, classes);
            var label = gradients.Inputs[2].Indices[row];
            var (student, teacher, own) = (LogOfSum(x, temperature), LogOfSum(z, temperature), LogOfSum(x, 1));
            for (var c = 0; c < classes; c++)
            {
                var gradient = ofTeacher * (Math.Exp(x[c] / temperature - student) - Math.Exp(z[c] / temperature - teacher));
                if (label != CrossEntropy.Ignored)
                    gradient += ofLabel * (Math.Exp(x[c] - own) - (c == label ? 1 : 0));
                dx[row * classes + c] += (float)gradient;
            }
        }
    }

    /// <summary>log Σ exp(x / T).</summary>
    private static double LogOfSum(ReadOnlySpan<float> x, double temperature)
    {
        var largest = double.NegativeInfinity;
        foreach (var value in x)
            largest = Math.Max(largest, value / temperature);
        var sum = 0.0;
        foreach (var value in x)
            sum += Math.Exp(value / temperature - largest);
        return largest + Math.Log(sum);
    }

    private static void CheckLabels(Distillation operation, ReadOnlySpan<int> labels, int classes)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes && labels[i] != CrossEntropy.Ignored)
                throw new ArgumentException($"{operation.Name}: the label {labels[i]} of row {i} is none of the classes 0 to {classes - 1}, nor {CrossEntropy.Ignored} for a row without one.", nameof(labels));
        }
    }
}
