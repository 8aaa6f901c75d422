using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// Multi-head scaled dot-product attention (Vaswani et al., 2017) of packed sequences: within each sequence and head,
/// softmax(q kᵀ · scale + bias) v. Tokens never see another sequence, so packed batches need no mask.
/// <para><i>Inputs:</i> q [queries, heads · head size]; k, v [keys, key-value heads · head size]; query offsets and key offsets [sequences + 1] of integers:
/// sequence s is the rows offsets[s] to offsets[s + 1] of q, and of k and v (self-attention: the same tensor twice; cross-attention: those of the
/// other side); optionally visible [keys] of integers: a key with 0 there is attended to by none; where a query sees only such keys, all of them weigh the same;
/// optionally bias [distances, heads]: added to the scaled score of query i and key j, both counted within their sequence, is row
/// j − i + (distances − 1)/2, with an odd number of distances of at least 2 · longest sequence − 1. The optional inputs are told apart by their element types.
/// with a <see cref="DropoutRate"/>, last, the key [4] of a <see cref="Dropout"/>. <i>Result:</i> [queries, heads · head size]; 0 for a sequence without keys.</para>
/// </summary>
/// <param name="Heads">The number of heads of the queries; divides the number of columns.</param>
/// <param name="Scale">The factor of the products, above 0, as a rule 1/√(head size).</param>
public sealed record Attention(int Heads, float Scale) : Operation
{
    /// <summary>
    /// The number of heads of keys and values, a divisor of <see cref="Heads"/>, or 0 for as many: with fewer, each serves
    /// a group of neighbouring query heads (grouped-query attention; Ainslie et al., 2023).
    /// </summary>
    public int KeyValueHeads { get; init; }

    /// <summary>Whether a token sees none that comes after it. Wants key sequences as long as the query sequences.</summary>
    public bool Causal { get; init; }

    /// <summary>How many tokens away a token may be and still be seen; null for any. Wants key sequences as long as the query sequences.</summary>
    public int? Window { get; init; }

    /// <summary>
    /// The probability with which a weight is set to 0 after the softmax, in training; the others are divided by 1 − rate. Which ones, follows from the key, the query, the head and the key token
    /// alone. 0 for none, at most below 1.
    /// </summary>
    public float DropoutRate { get; init; }

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        CheckAttributes();
        var all = inputs;
        inputs = WithoutKey(inputs, DropoutRate, out var fits);
        if (!fits)
            throw Error(all);
        var groups = KeyValueHeads == 0 ? 1 : Heads / KeyValueHeads;
        if (inputs.Length is < 5 or > 7 || !IsMatrix(inputs[0]) || !IsMatrix(inputs[1]) || !IsMatrix(inputs[2])
            || inputs[0].Shape.Columns % Heads != 0 || inputs[1].Shape.Columns * groups != inputs[0].Shape.Columns || inputs[2].Shape != inputs[1].Shape
            || !IsIndices(inputs[3]) || inputs[3].Shape.Rows == 0 || !IsIndices(inputs[4]) || inputs[4].Shape != inputs[3].Shape)
            throw Error(all);
        var optional = 0;
        if (inputs.Length > 5 + optional && IsIndices(inputs[5]) && inputs[5].Shape.Rows == inputs[1].Shape.Rows)
            optional++;
        if (inputs.Length > 5 + optional && IsMatrix(inputs[5 + optional]) && inputs[5 + optional].Shape.Columns == Heads && inputs[5 + optional].Shape.Rows % 2 == 1)
            optional++;
        if (inputs.Length != 5 + optional)
            throw Error(all);
        return inputs[0].Shape;
    }

    /// <summary>The inputs without the key of the dropout, which is the last one where there is dropout.</summary>
    internal static ReadOnlySpan<Tensor> WithoutKey(ReadOnlySpan<Tensor> inputs, float rate, out bool fits)
    {
        fits = rate == 0 || (inputs.Length > 0 && IsIndices(inputs[^1]) && inputs[^1].Shape.Rows == Dropout.KeyLength);
        return rate == 0 || !fits ? inputs : inputs[..^1];
    }

    private ArgumentException Error(ReadOnlySpan<Tensor> inputs) => Mismatch(
        inputs,
        $"q [queries, hidden] with hidden a multiple of {Heads} heads, k, v [keys, hidden of {(KeyValueHeads == 0 ? Heads : KeyValueHeads)} heads], query offsets and key offsets [sequences + 1], optionally visible [keys], all three of integers, optionally bias [odd number of distances, {Heads}]{(DropoutRate == 0 ? string.Empty : $", and a key [{Dropout.KeyLength}] of integers")}");

    private void CheckAttributes()
    {
        if (Heads < 1 || KeyValueHeads < 0 || (KeyValueHeads > 0 && Heads % KeyValueHeads != 0))
            throw new InvalidOperationException($"{Name}: the key-value heads must divide the heads; they are {KeyValueHeads} and {Heads}.");
        if (!(Scale > 0))
            throw new InvalidOperationException($"{Name}: the scale must be above 0; it is {Scale}.");
        if (!(DropoutRate >= 0 && DropoutRate < 1))
            throw new InvalidOperationException($"{Name}: the rate of dropout must be at least 0 and below 1; it is {DropoutRate}.");
        if (Window < 0)
            throw new InvalidOperationException($"{Name}: the window must be at least 0; it is {Window}.");
    }
}

internal sealed unsafe class AttentionOnCpu : CpuOperation<Attention>
{
    protected override void Forward(Attention operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        var operands = Operands(operation, inputs);
        operands.Result = result.Floats;
        Run(operands, arena);
    }

    protected override void Backward(Attention operation, in CpuGradients gradients)
    {
        var last = gradients.Inputs.Length - (operation.DropoutRate == 0 ? 1 : 2);
        var hasBias = last >= 5 && gradients.Inputs[last].ElementType == ElementType.Float32;
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
                BiasGradient = hasBias ? gradients.FloatsOf(last) : null,
            },
            gradients.Arena);
    }

    /// <summary>Attends with temporaries from an arena.</summary>
    public static void Run(AttentionOperands operands, CpuArena arena)
    {
        var scratch = Kernels.Best.AttentionScratch(operands);
        operands.Scratch = ((CpuTensor)arena.Allocate(ElementType.Float32, new Shape(arena.Threads, scratch))).Floats;
        operands.ScratchSize = scratch;
        Kernels.Best.Attend(operands, arena.ForkJoin);
    }

    /// <summary>All but the place of the result.</summary>
    /// <exception cref="ArgumentException">The offsets or the number of distances do not fit.</exception>
    public static AttentionOperands Operands(Attention operation, ReadOnlySpan<CpuTensor> inputs)
    {
        var (query, key) = (inputs[0], inputs[1]);
        ReadOnlySpan<int> queryOffsets = inputs[3].Indices;
        ReadOnlySpan<int> keyOffsets = inputs[4].Indices;
        SequenceOffsets.Check(operation, queryOffsets, query.Shape.Rows);
        SequenceOffsets.Check(operation, keyOffsets, key.Shape.Rows);
        if ((operation.Causal || operation.Window is not null) && !queryOffsets.SequenceEqual(keyOffsets))
            throw new ArgumentException($"{operation.Name}: causal attention and attention in a window want key sequences as long as the query sequences.", nameof(inputs));
        var operands = new AttentionOperands
        {
            Query = query.Floats,
            Key = key.Floats,
            Value = inputs[2].Floats,
            QueryOffsets = inputs[3].Integers,
            KeyOffsets = inputs[4].Integers,
            Sequences = queryOffsets.Length - 1,
            LongestQuery = SequenceOffsets.Longest(queryOffsets),
            LongestKey = SequenceOffsets.Longest(keyOffsets),
            Heads = operation.Heads,
            KeyValueHeads = operation.KeyValueHeads == 0 ? operation.Heads : operation.KeyValueHeads,
            HeadSize = query.Shape.Columns / operation.Heads,
            Scale = operation.Scale,
            Before = operation.Window ?? int.MaxValue,
            After = operation.Causal ? 0 : operation.Window ?? int.MaxValue,
        };
        if (operation.DropoutRate > 0)
        {
            operands.Dropout = new AttentionDropout(operation.DropoutRate, inputs[^1].Indices);
            inputs = inputs[..^1];
        }
        foreach (var input in inputs[5..])
        {
            if (input.ElementType == ElementType.Int32)
                operands.Visible = input.Integers;
            else
                operands.Bias = input.Floats;
        }
        if (operands.Bias != null)
        {
            operands.Distances = inputs[^1].Shape.Rows;
            SequenceDistances.Check(operation, operands.Distances, operands.LongestQuery, operands.LongestKey);
        }
        return operands;
    }
}
