using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// The loss of extractive question answering (Devlin et al., 2019): for each packed sequence the cross-entropy of the first token of the answer and that of its last one, each under the softmax of one
/// column over the tokens of the sequence: ½ (mean over sequences of −log softmax(x[·, 0])[start] + mean of −log softmax(x[·, 1])[end]). Sequences whose position is outside of them, as where
/// the answer was cut off, do not count in that mean; a mean over none is 0.
/// <para><i>Inputs:</i> x [tokens, 2]; offsets [sequences + 1], starts [sequences] and ends [sequences] of integers, the positions counted from the first token of their sequence.
/// <i>Result:</i> a scalar.</para>
/// </summary>
public sealed record SpanCrossEntropy : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length != 4 || !IsMatrix(inputs[0]) || inputs[0].Shape.Columns != 2 || !IsIndices(inputs[1]) || inputs[1].Shape.Rows == 0
            || !IsIndices(inputs[2]) || inputs[2].Shape.Rows != inputs[1].Shape.Rows - 1 || !IsIndices(inputs[3]) || inputs[3].Shape != inputs[2].Shape)
            throw Mismatch(inputs, "x [tokens, 2], offsets [sequences + 1], starts [sequences] and ends [sequences], all three of integers");
        return default;
    }
}

internal sealed class SpanCrossEntropyOnCpu : CpuOperation<SpanCrossEntropy>
{
    private const int Columns = 2;

    protected override void Forward(SpanCrossEntropy operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        SequenceOffsets.Check(operation, inputs[1].Indices, inputs[0].Shape.Rows);
        var loss = 0.0;
        for (var column = 0; column < Columns; column++)
        {
            var offsets = inputs[1].Indices;
            var (sum, count) = (0.0, 0);
            for (var s = 0; s + 1 < offsets.Length; s++)
            {
                var (first, length, position) = (offsets[s], offsets[s + 1] - offsets[s], inputs[2 + column].Indices[s]);
                if ((uint)position >= (uint)length)
                    continue;
                sum += LogOfSum(inputs[0].Values, first, length, column) - inputs[0].Values[(first + position) * Columns + column];
                count++;
            }
            loss += count == 0 ? 0 : sum / count / Columns;
        }
        result.Values[0] = (float)loss;
    }

    protected override void Backward(SpanCrossEntropy operation, in CpuGradients gradients)
    {
        var dx = gradients.Of(0);
        if (dx.IsEmpty)
            return;
        ReadOnlySpan<float> x = gradients.Inputs[0].Values;
        ReadOnlySpan<int> offsets = gradients.Inputs[1].Indices;
        for (var column = 0; column < Columns; column++)
        {
            var positions = gradients.Inputs[2 + column].Indices;
            var factor = gradients.OfResult.Values[0] / (double)Columns / Math.Max(1, Counted(offsets, positions));
            for (var s = 0; s + 1 < offsets.Length; s++)
            {
                var (first, length) = (offsets[s], offsets[s + 1] - offsets[s]);
                if ((uint)positions[s] >= (uint)length)
                    continue;
                var logOfSum = LogOfSum(x, first, length, column);
                for (var i = 0; i < length; i++)
                {
                    var at = (first + i) * Columns + column;
                    dx[at] += (float)(factor * (Math.Exp(x[at] - logOfSum) - (i == positions[s] ? 1 : 0)));
                }
            }
        }
    }

    private static int Counted(ReadOnlySpan<int> offsets, ReadOnlySpan<int> positions)
    {
        var count = 0;
        for (var s = 0; s < positions.Length; s++)
            count += (uint)positions[s] < (uint)(offsets[s + 1] - offsets[s]) ? 1 : 0;
        return count;
    }

    private static double LogOfSum(ReadOnlySpan<float> x, int first, int length, int column)
    {
        var largest = double.NegativeInfinity;
        for (var i = first; i < first + length; i++)
            largest = Math.Max(largest, x[i * Columns + column]);
        var sum = 0.0;
        for (var i = first; i < first + length; i++)
            sum += Math.Exp(x[i * Columns + column] - largest);
        return largest + Math.Log(sum);
    }
}
