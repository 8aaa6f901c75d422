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
    protected override void Forward(GatherRows operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        for (var table = 0; table < inputs.Length; table += 2)
            RowIndices.Check(operation, inputs[table + 1].Indices, inputs[table].Shape.Rows);

        var tables = inputs.Length / 2;
        var places = (GatheredTable*)arena.AllocateScratch((long)tables * sizeof(GatheredTable));
        for (var table = 0; table < tables; table++)
            places[table] = new GatheredTable { Rows = inputs[2 * table].Floats, Indices = inputs[2 * table + 1].Integers };
        var tasks = new RowGather(places, tables, result.Floats, result.Shape);
        arena.ForkJoin.Run(ref tasks);
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
