using System.Numerics.Tensors;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// y[i] = Σ xₜ[indexₜ[i]] over one or more tables xₜ: the look-up in an embedding table, the sum of the embeddings of a token's id, position and
/// type, the choice of a token of each sequence.
/// <para><i>Inputs:</i> pairs of xₜ [rowsₜ, hidden] and indexₜ [n] of integers in 0 … rowsₜ − 1. <i>Result:</i> [n, hidden].</para>
/// </summary>
public sealed record GatherRows : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length == 0 || inputs.Length % 2 != 0)
            throw Error(inputs);
        for (var i = 0; i < inputs.Length; i += 2)
        {
            if (!IsMatrix(inputs[i]) || inputs[i].Shape.Columns != inputs[0].Shape.Columns || !IsIndices(inputs[i + 1]) || inputs[i + 1].Shape != inputs[1].Shape)
                throw Error(inputs);
        }
        return new Shape(inputs[1].Shape.Rows, inputs[0].Shape.Columns);
    }

    private ArgumentException Error(ReadOnlySpan<Tensor> inputs) =>
        Mismatch(inputs, "one or more pairs of x [rows, hidden] and index [n] of integers, with one hidden and one n");
}

internal sealed unsafe class GatherRowsOnCpu : CpuOperation<GatherRows>
{
    // A row of a large table is rarely in the cache; asked for so many rows ahead, it is there when its turn comes.
    private const int RowsAhead = 8;

    protected override void Forward(GatherRows operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        for (var table = 0; table < inputs.Length; table += 2)
            RowIndices.Check(operation, inputs[table + 1].Indices, inputs[table].Shape.Rows);

        var hidden = result.Shape.Columns;
        var count = result.Shape.Rows;
        for (var i = 0; i < count; i++)
        {
            var sum = new Span<float>(result.Floats + (nint)i * hidden, hidden);
            for (var table = 0; table < inputs.Length; table += 2)
            {
                var indices = inputs[table + 1].Integers;
                var rows = inputs[table].Floats;
                if (i + RowsAhead < count)
                    Prefetch(rows + (nint)indices[i + RowsAhead] * hidden, hidden);
                var row = new ReadOnlySpan<float>(rows + (nint)indices[i] * hidden, hidden);
                if (table == 0)
                    row.CopyTo(sum);
                else
                    TensorPrimitives.Add(sum, row, sum);
            }
        }
    }

    private static void Prefetch(float* row, int length)
    {
        const int CacheLine = 16;
        for (var i = 0; Sse.IsSupported && i < length; i += CacheLine)
            Sse.Prefetch0(row + i);
    }

    protected override void Backward(GatherRows operation, in CpuGradients gradients)
    {
        for (var table = 0; table < gradients.Inputs.Length; table += 2)
        {
            if (gradients.OfInputs[table] is not { } dx)
                continue;
            // Of a large table few rows are named: only those are written.
            var tracks = dx.TrackRows();
            foreach (var row in tracks ? gradients.Inputs[table + 1].Indices : [])
                dx.Track(row);
            Kernels.Best.ScatterRows(
                gradients.OfResult.Floats, gradients.Inputs[table + 1].Integers, gradients.OfResult.Shape.Rows, dx.Shape.Columns, tracks ? dx.TrackedRows : dx.Floats, gradients.Arena.ForkJoin);
        }
    }
}
