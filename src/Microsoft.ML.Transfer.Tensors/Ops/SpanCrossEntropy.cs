using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// The loss of finding a span in each of several packed sequences (Devlin et al., 2019): ½ (mean of −log softmax(first column)[start] + mean of −log softmax(second column)[end]), each
/// softmax over the tokens of one sequence. A position outside its sequence does not count in its mean; where none counts, the mean is 0.
/// <para><i>Inputs:</i> x [tokens, 2], offsets [sequences + 1], starts [sequences] and ends [sequences] of integers, counted from the first token of the sequence.
/// <i>Result:</i> a scalar.</para>
/// </summary>
public sealed record SpanCrossEntropy : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length != 4 || !IsMatrix(inputs[0]) || inputs[0].Shape.Columns != 2 || !IsIndices(inputs[1]) || inputs[1].Shape.Rows == 0
            || !IsIndices(inputs[2]) || !IsIndices(inputs[3]) || inputs[2].Shape.Rows != inputs[1].Shape.Rows - 1 || inputs[3].Shape.Rows != inputs[2].Shape.Rows)
            throw Mismatch(inputs, "x [tokens, 2], offsets [sequences + 1], starts [sequences] and ends [sequences] of integers");
        return default;
    }
}

internal sealed unsafe class SpanCrossEntropyOnCpu : CpuOperation<SpanCrossEntropy>
{
    protected override void Forward(SpanCrossEntropy operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        var spans = Of(operation, inputs, out var counts);
        spans.Losses = (double*)arena.AllocateScratch((long)spans.TaskCount * sizeof(double));
        arena.ForkJoin.Run(ref spans);
        var loss = 0.0;
        for (var column = 0; column < 2; column++)
        {
            var sum = 0.0;
            for (var i = 0; i < spans.Sequences; i++)
                sum += spans.Losses[2 * i + column];
            loss += counts[column] > 0 ? sum / counts[column] / 2 : 0;
        }
        result.Values[0] = (float)loss;
    }

    protected override void Backward(SpanCrossEntropy operation, in CpuGradients gradients)
    {
        if (gradients.OfInputs[0] is not { } dx)
            return;
        var spans = Of(operation, gradients.Inputs, out var counts);
        spans.Gradient = dx.Floats;
        spans.StartFactor = gradients.OfResult.Values[0] / (2 * Math.Max(1, counts[0]));
        spans.EndFactor = gradients.OfResult.Values[0] / (2 * Math.Max(1, counts[1]));
        gradients.Arena.ForkJoin.Run(ref spans);
    }

    private static SpanRows Of(SpanCrossEntropy operation, ReadOnlySpan<CpuTensor> inputs, out int[] counts)
    {
        var offsets = inputs[1].Indices;
        SequenceOffsets.Check(operation, offsets, inputs[0].Shape.Rows);
        counts = new int[2];
        for (var i = 0; i + 1 < offsets.Length; i++)
        {
            counts[0] += (uint)inputs[2].Indices[i] < (uint)(offsets[i + 1] - offsets[i]) ? 1 : 0;
            counts[1] += (uint)inputs[3].Indices[i] < (uint)(offsets[i + 1] - offsets[i]) ? 1 : 0;
        }
        return new SpanRows
        {
            X = inputs[0].Floats,
            Offsets = inputs[1].Integers,
            Starts = inputs[2].Integers,
            Ends = inputs[3].Integers,
            Sequences = offsets.Length - 1,
        };
    }

    /// <summary>A task is a column of a sequence. With p = softmax of the column, the derivative of −log p[y] by x[t] is p[t] − [t = y].</summary>
    private struct SpanRows : IParallelTasks
    {
        /// <summary>[tokens, 2].</summary>
        public float* X;

        public int* Offsets;
        public int* Starts;
        public int* Ends;
        public int Sequences;

        /// <summary>[sequences, 2]: where the losses go; null where the gradient is wanted.</summary>
        public double* Losses;

        /// <summary>[tokens, 2]: what the gradient is added to.</summary>
        public float* Gradient;

        public float StartFactor;
        public float EndFactor;

        public readonly int TaskCount => 2 * Sequences;

        public readonly void Run(int task, int worker)
        {
            var (sequence, column) = (task / 2, task % 2);
            var (first, length) = (Offsets[sequence], Offsets[sequence + 1] - Offsets[sequence]);
            var target = column == 0 ? Starts[sequence] : Ends[sequence];
            var x = X + 2 * (nint)first + column;
            if ((uint)target >= (uint)length)
            {
                if (Losses != null)
                    Losses[task] = 0;
                return;
            }
            // The largest is taken off first, so that no power overflows.
            var largest = x[0];
            for (var t = 1; t < length; t++)
                largest = Math.Max(largest, x[2 * (nint)t]);
            var sum = 0.0;
            for (var t = 0; t < length; t++)
                sum += MathF.Exp(x[2 * (nint)t] - largest);
            var logOfSum = largest + Math.Log(sum);
            if (Losses != null)
            {
                Losses[task] = logOfSum - x[2 * (nint)target];
                return;
            }
            var gradient = Gradient + 2 * (nint)first + column;
            var factor = column == 0 ? StartFactor : EndFactor;
            for (var t = 0; t < length; t++)
                gradient[2 * (nint)t] += factor * (float)Math.Exp(x[2 * (nint)t] - logOfSum);
            gradient[2 * (nint)target] -= factor;
        }
    }
}
