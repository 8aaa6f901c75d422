using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// Rotary position embedding (Su et al., 2021) of queries or keys. With R rotary dimensions, dimension c and c + R/2 of each head are the two coordinates of
/// a point that is turned by the angle of the token's position: y[c] = x[c] cos − x[c + R/2] sin, y[c + R/2] = x[c + R/2] cos + x[c] sin for c &lt; R/2.
/// The dimensions from R on stay as they are.
/// <para><i>Inputs:</i> x [tokens, heads · head size]; positions [tokens] of integers, the rows of the table; table [positions, R]: the cosines of the R/2 angles
/// of a position, then their sines. <i>Result:</i> [tokens, heads · head size].</para>
/// </summary>
/// <param name="HeadSize">The dimensions of a head; divides the number of columns.</param>
/// <param name="RotaryDimensions">R: an even number, at most <paramref name="HeadSize"/>.</param>
public sealed record RotaryEmbedding(int HeadSize, int RotaryDimensions) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (HeadSize < 1 || RotaryDimensions < 0 || RotaryDimensions > HeadSize || RotaryDimensions % 2 != 0)
            throw new ArgumentException($"{Name}: the rotary dimensions must be an even number of at most the head size {HeadSize}; they are {RotaryDimensions}.", nameof(inputs));
        if (inputs.Length != 3 || !IsMatrix(inputs[0]) || inputs[0].Shape.Columns % HeadSize != 0
            || !IsIndices(inputs[1]) || inputs[1].Shape.Rows != inputs[0].Shape.Rows
            || !IsMatrix(inputs[2]) || inputs[2].Shape.Columns != RotaryDimensions)
            throw Mismatch(inputs, $"x [tokens, heads * {HeadSize}], positions [tokens] of integers and a table [positions, {RotaryDimensions}]");
        return inputs[0].Shape;
    }
}

internal sealed unsafe class RotaryEmbeddingOnCpu : CpuOperation<RotaryEmbedding>
{
    protected override void Forward(RotaryEmbedding operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        var (x, positions, table) = (inputs[0], inputs[1], inputs[2]);
        RowIndices.Check(operation, positions.Indices, table.Shape.Rows);
        Kernels.Best.Rotate(
            new RotationOperands
            {
                X = x.Floats,
                Positions = positions.Integers,
                Table = table.Floats,
                Y = result.Floats,
                Rows = x.Shape.Rows,
                Columns = x.Shape.Columns,
                HeadSize = operation.HeadSize,
                RotaryDimensions = operation.RotaryDimensions,
            },
            arena.ForkJoin);
    }

    protected override void Backward(RotaryEmbedding operation, in CpuGradients gradients)
    {
        if (gradients.OfInputs[2] is not null)
            throw new NotSupportedException($"{operation.Name} has no gradient for its table.");
        if (gradients.OfInputs[0] is not { } dx)
            return;
        var tasks = new RotationGradient(new RotationOperands
        {
            X = gradients.OfResult.Floats,
            Positions = gradients.Inputs[1].Integers,
            Table = gradients.Inputs[2].Floats,
            Y = dx.Floats,
            Rows = dx.Shape.Rows,
            Columns = dx.Shape.Columns,
            HeadSize = operation.HeadSize,
            RotaryDimensions = operation.RotaryDimensions,
        });
        gradients.Arena.ForkJoin.Run(ref tasks);
    }
}
