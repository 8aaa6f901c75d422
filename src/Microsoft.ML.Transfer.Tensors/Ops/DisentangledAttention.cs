using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>The terms of a <see cref="DisentangledAttention"/> beside that of content and content.</summary>
[Flags]
public enum DisentangledTerms
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The query of a token with the key of a relative position, <c>c2p</c>.</summary>
    ContentToPosition = 1,

    /// <summary>The query of a relative position with the key of a token, <c>p2c</c>.</summary>
    PositionToContent = 2,
}

/// <summary>
/// The disentangled attention of DeBERTa (He et al., 2021): the score of query i and key j of a sequence is
/// (qᵢ · kⱼ + qᵢ · rᵏ + rᵠ · kⱼ) · scale, where rᵏ and rᵠ are a key and a query for the distance of i and j.
/// <para><i>Inputs:</i> q, k, v [tokens, heads · head size]; offsets [sequences + 1] of integers; with
/// <see cref="DisentangledTerms.ContentToPosition"/> relative keys, with <see cref="DisentangledTerms.PositionToContent"/> relative queries, both [rows, heads · head size];
/// with any of the two, relative rows [distances] of integers: which of their rows belongs to query i and key j stands at j − i + (distances − 1)/2, with an odd
/// number of distances of at least 2 · longest sequence − 1; optionally visible [tokens] of integers: a token with 0 there is attended to by none and attends to none,
/// so that its result is 0; optionally both the score projection and the weight projection [heads, heads] of talking heads (Shazeer et al., 2020):
/// the scores, and the weights after the softmax, of head h become Σ projection[h, g] · those of head g; with a <see cref="DropoutRate"/>, last, the key [4] of a <see cref="Dropout"/>. <i>Result:</i> [tokens, heads · head size].</para>
/// </summary>
/// <param name="Heads">The number of heads; divides the number of columns.</param>
/// <param name="Scale">The factor of the scores, above 0: as a rule 1/√(head size · (1 + number of terms)).</param>
/// <param name="Terms">Which relative terms there are.</param>
public sealed record DisentangledAttention(int Heads, float Scale, DisentangledTerms Terms) : Operation
{
    /// <inheritdoc cref="Attention.DropoutRate"/>
    public float DropoutRate { get; init; }

    // q, k, v and the offsets.
    private const int AlwaysThere = 4;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (Heads < 1 || !(Scale > 0))
            throw new InvalidOperationException($"{Name}: there must be at least one head and a scale above 0; they are {Heads} and {Scale}.");
        if (!(DropoutRate >= 0 && DropoutRate < 1))
            throw new InvalidOperationException($"{Name}: the rate of dropout must be at least 0 and below 1; it is {DropoutRate}.");
        var all = inputs;
        inputs = Attention.WithoutKey(inputs, DropoutRate, out var fits);
        if (!fits)
            throw Error(all);
        if (inputs.Length < AlwaysThere || !IsMatrix(inputs[0]) || inputs[0].Shape.Columns % Heads != 0
            || !IsMatrix(inputs[1]) || inputs[1].Shape != inputs[0].Shape || !IsMatrix(inputs[2]) || inputs[2].Shape != inputs[0].Shape
            || !IsIndices(inputs[3]) || inputs[3].Shape.Rows == 0)
            throw Error(all);
        var places = Places(inputs);
        if (inputs.Length != places.End
            || !IsTable(inputs, places.Keys) || !IsTable(inputs, places.Queries)
            || (places.Rows >= 0 && (!IsIndices(inputs[places.Rows]) || inputs[places.Rows].Shape.Rows % 2 == 0))
            || (places is { Keys: >= 0, Queries: >= 0 } && inputs[places.Keys].Shape != inputs[places.Queries].Shape)
            || (places.Visible >= 0 && inputs[places.Visible].Shape.Rows != inputs[0].Shape.Rows)
            || !IsProjection(inputs, places.Projections) || !IsProjection(inputs, places.Projections < 0 ? -1 : places.Projections + 1))
            throw Error(all);
        return inputs[0].Shape;
    }

    /// <summary>Where each optional input stands; −1 for those that there are not. <see cref="InputPlaces.End"/> is their number where they fit.</summary>
    internal InputPlaces Places(ReadOnlySpan<Tensor> inputs)
    {
        var next = AlwaysThere;
        var keys = (Terms & DisentangledTerms.ContentToPosition) != DisentangledTerms.None ? next++ : -1;
        var queries = (Terms & DisentangledTerms.PositionToContent) != DisentangledTerms.None ? next++ : -1;
        var rows = Terms == DisentangledTerms.None ? -1 : next++;
        var visible = next < inputs.Length && IsIndices(inputs[next]) ? next++ : -1;
        var projections = next + 1 < inputs.Length ? next : -1;
        return new InputPlaces(keys, queries, rows, visible, projections, projections < 0 ? next : next + 2);
    }

    private static bool IsTable(ReadOnlySpan<Tensor> inputs, int place) =>
        place < 0 || (IsMatrix(inputs[place]) && inputs[place].Shape.Columns == inputs[0].Shape.Columns);

    private bool IsProjection(ReadOnlySpan<Tensor> inputs, int place) =>
        place < 0 || (IsMatrix(inputs[place]) && inputs[place].Shape == new Shape(Heads, Heads));

    private ArgumentException Error(ReadOnlySpan<Tensor> inputs) => Mismatch(
        inputs,
        $"q, k, v [tokens, hidden] with hidden a multiple of {Heads} heads, offsets [sequences + 1]{(Terms == DisentangledTerms.None ? string.Empty : $", for each of {Terms} a table [rows, hidden], relative rows [odd number of distances]")}, optionally visible [tokens], offsets, rows and visible of integers, and optionally two projections [{Heads}, {Heads}]{(DropoutRate == 0 ? string.Empty : $", and a key [{Dropout.KeyLength}] of integers")}");

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
    internal readonly record struct InputPlaces(int Keys, int Queries, int Rows, int Visible, int Projections, int End);
}

internal sealed unsafe class DisentangledAttentionOnCpu : CpuOperation<DisentangledAttention>
{
    protected override void Forward(DisentangledAttention operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        var operands = Operands(operation, inputs);
        operands.Result = result.Floats;
        AttentionOnCpu.Run(operands, arena);
    }

    protected override void Backward(DisentangledAttention operation, in CpuGradients gradients)
    {
        var inputs = operation.DropoutRate == 0 ? gradients.Inputs : gradients.Inputs[..^1];
        var places = operation.Places(inputs);
        if (places.Projections >= 0)
            throw new NotSupportedException($"{operation.Name} has no gradient with talking heads, whose scores are mixed.");
        gradients.Separate(3);
        Kernels.Best.AttendBackward(
            new AttentionGradientOperands
            {
                Forward = Operands(operation, gradients.Inputs),
                ResultGradient = gradients.OfResult.Floats,
                AddsToQuery = gradients.Adds(0),
                AddsToKey = gradients.Adds(1),
                AddsToValue = gradients.Adds(2),
                QueryGradient = gradients.FloatsOf(0),
                KeyGradient = gradients.FloatsOf(1),
                ValueGradient = gradients.FloatsOf(2),
                RelativeKeyGradient = places.Keys < 0 ? null : gradients.FloatsOf(places.Keys),
                RelativeQueryGradient = places.Queries < 0 ? null : gradients.FloatsOf(places.Queries),
            },
            gradients.Arena);
    }

    /// <summary>All but the place of the result.</summary>
    /// <exception cref="ArgumentException">The offsets, the relative rows or their number do not fit.</exception>
    public static AttentionOperands Operands(DisentangledAttention operation, ReadOnlySpan<CpuTensor> inputs)
    {
        var query = inputs[0];
        var offsets = inputs[3].Indices;
        SequenceOffsets.Check(operation, offsets, query.Shape.Rows);
        var key = operation.DropoutRate == 0 ? null : inputs[^1];
        inputs = key is null ? inputs : inputs[..^1];
        var places = operation.Places(inputs);
        var operands = new AttentionOperands
        {
            Dropout = key is null ? default : new AttentionDropout(operation.DropoutRate, key.Indices),
            Query = query.Floats,
            Key = inputs[1].Floats,
            Value = inputs[2].Floats,
            QueryOffsets = inputs[3].Integers,
            KeyOffsets = inputs[3].Integers,
            Sequences = offsets.Length - 1,
            LongestQuery = SequenceOffsets.Longest(offsets),
            LongestKey = SequenceOffsets.Longest(offsets),
            Heads = operation.Heads,
            KeyValueHeads = operation.Heads,
            HeadSize = query.Shape.Columns / operation.Heads,
            Scale = operation.Scale,
            Before = int.MaxValue,
            After = int.MaxValue,
            HiddenAttendToNone = true,
        };
        if (places.Visible >= 0)
            operands.Visible = inputs[places.Visible].Integers;
        if (places.Projections >= 0)
        {
            operands.ScoreProjection = inputs[places.Projections].Floats;
            operands.WeightProjection = inputs[places.Projections + 1].Floats;
        }
        if (places.Rows >= 0)
        {
            operands.RelativeKeys = places.Keys < 0 ? null : inputs[places.Keys].Floats;
            operands.RelativeQueries = places.Queries < 0 ? null : inputs[places.Queries].Floats;
            operands.RelativeRows = inputs[places.Rows].Integers;
            operands.Distances = inputs[places.Rows].Shape.Rows;
            SequenceDistances.Check(operation, operands.Distances, operands.LongestQuery, operands.LongestKey);
            RowIndices.Check(operation, inputs[places.Rows].Indices, inputs[places.Keys < 0 ? places.Queries : places.Keys].Shape.Rows);
        }
        return operands;
    }
}
