using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>How the token vectors of a sequence become one vector.</summary>
public enum PoolKind
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The first token's, <c>[CLS]</c> in BERT.</summary>
    First,

    /// <summary>The last token's.</summary>
    Last,

    /// <summary>The largest value of each dimension.</summary>
    Max,

    /// <summary>Their sum over the square root of their number.</summary>
    SumOverSquareRoot,

    /// <summary>Their mean, the token at position i weighted by i, counted from 1 (Muennighoff, 2022, SGPT): in a model that reads from left to right, later tokens have seen more.</summary>
    WeightedMean,

    /// <summary>
    /// Their mean, in which the first words weigh more: the token at position i, counted from 0, is weighted by 1 + 3 e^(1 − i), and the first, a special one in most models, by 1.
    /// </summary>
    LeadMean,
}

/// <summary>
/// One vector for each packed sequence. A sequence without tokens gives zeros.
/// <para><i>Inputs:</i> x [tokens, hidden], offsets [sequences + 1] of integers. <i>Result:</i> [sequences, hidden].</para>
/// </summary>
/// <param name="Kind">How the tokens are combined.</param>
public sealed record Pool(PoolKind Kind) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length != 2 || !IsMatrix(inputs[0]) || !IsIndices(inputs[1]) || inputs[1].Shape.Rows == 0)
            throw Mismatch(inputs, "x [tokens, hidden] and offsets [sequences + 1] of integers");
        return new Shape(inputs[1].Shape.Rows - 1, inputs[0].Shape.Columns);
    }
}

internal sealed class PoolOnCpu : CpuOperation<Pool>
{
    protected override void Forward(Pool operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        var x = inputs[0];
        var offsets = inputs[1].Indices;
        var hidden = x.Shape.Columns;
        SequenceOffsets.Check(operation, offsets, x.Shape.Rows);
        for (var i = 0; i + 1 < offsets.Length; i++)
        {
            var pooled = result.Values.Slice(i * hidden, hidden);
            var tokens = offsets[i + 1] - offsets[i];
            if (tokens == 0)
                pooled.Clear();
            else
                PoolSequence(operation.Kind, x.Values.Slice(offsets[i] * hidden, tokens * hidden), pooled);
        }
    }

    private static void PoolSequence(PoolKind kind, ReadOnlySpan<float> rows, Span<float> pooled)
    {
        var hidden = pooled.Length;
        var tokens = rows.Length / hidden;
        (kind == PoolKind.Last ? rows[^hidden..] : rows[..hidden]).CopyTo(pooled);
        if (kind is PoolKind.First or PoolKind.Last)
            return;
        for (var t = 1; t < tokens; t++)
        {
            var row = rows.Slice(t * hidden, hidden);
            if (kind == PoolKind.Max)
                TensorPrimitives.Max(pooled, row, pooled);
            else
                TensorPrimitives.MultiplyAdd(row, Weight(kind, t), pooled, pooled);
        }
        if (kind != PoolKind.Max)
            TensorPrimitives.Divide(pooled, Divisor(kind, tokens), pooled);
    }

    /// <summary>What the token at a position, counted from 0, is multiplied by in the sum; 1 for the first.</summary>
    private static float Weight(PoolKind kind, int position) => kind switch
    {
        PoolKind.WeightedMean => position + 1,
        PoolKind.LeadMean when position > 0 => 1 + 3 * MathF.Exp(1 - position),
        _ => 1,
    };

    /// <summary>What the sum of a sequence is divided by.</summary>
    private static float Divisor(PoolKind kind, int tokens)
    {
        if (kind == PoolKind.SumOverSquareRoot)
            return MathF.Sqrt(tokens);
        var sum = 0f;
        for (var t = 0; t < tokens; t++)
            sum += Weight(kind, t);
        return sum;
    }

    protected override void Backward(Pool operation, in CpuGradients gradients)
    {
        var dx = gradients.Of(0);
        if (dx.IsEmpty)
            return;
        var offsets = gradients.Inputs[1].Indices;
        var hidden = gradients.Result.Shape.Columns;
        for (var i = 0; i + 1 < offsets.Length; i++)
        {
            var rows = dx[(offsets[i] * hidden)..(offsets[i + 1] * hidden)];
            if (rows.IsEmpty)
                continue;
            var gradient = gradients.OfResult.Values.Slice(i * hidden, hidden);
            if (operation.Kind == PoolKind.Max)
                AddToLargest(gradients.Inputs[0].Values.Slice(offsets[i] * hidden, rows.Length), gradients.Result.Values.Slice(i * hidden, hidden), gradient, rows);
            else
                AddToRows(operation.Kind, gradient, rows);
        }
    }

    private static void AddToRows(PoolKind kind, ReadOnlySpan<float> gradient, Span<float> rows)
    {
        var hidden = gradient.Length;
        var tokens = rows.Length / hidden;
        var (first, last, divisor) = kind switch
        {
            PoolKind.First => (0, 0, 1f),
            PoolKind.Last => (tokens - 1, tokens - 1, 1f),
            _ => (0, tokens - 1, Divisor(kind, tokens)),
        };
        for (var t = first; t <= last; t++)
        {
            var row = rows.Slice(t * hidden, hidden);
            TensorPrimitives.MultiplyAdd(gradient, first == last ? 1f : Weight(kind, t) / divisor, row, row);
        }
    }

    /// <summary>Of several tokens with the largest value, the first has the gradient.</summary>
    private static void AddToLargest(ReadOnlySpan<float> x, ReadOnlySpan<float> pooled, ReadOnlySpan<float> gradient, Span<float> rows)
    {
        for (var c = 0; c < pooled.Length; c++)
        {
            var at = c;
            while (at + pooled.Length < x.Length && x[at] != pooled[c])
                at += pooled.Length;
            rows[at] += gradient[c];
        }
    }
}
