using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;
using Microsoft.ML.Transfer.Tensors.Tests.References;

namespace Microsoft.ML.Transfer.Tensors.Tests.Backends;

/// <summary>
/// Attention against its definition, within the error that rounding explains, in every instruction set that the processor has and with the same bits for any number of
/// threads.
/// </summary>
[TestClass]
public sealed unsafe class AttentionKernelTests
{
    // Sequences without tokens, shorter and longer than a tile of queries and than tiles of keys.
    private static readonly int[] Offsets = [0, 1, 1, 6, 23, 24, 40, 105];

    public static IEnumerable<object[]> InstructionSetsHere =>
        Enum.GetValues<InstructionSet>().Where(InstructionSets.IsSupported).Select(instructions => new object[] { instructions });

    public static IEnumerable<object[]> HeadSizes =>
        from instructions in Enum.GetValues<InstructionSet>().Where(InstructionSets.IsSupported)
        from headSize in new[] { 1, 5, 16, 32, 48, 64, 80 }
        select new object[] { instructions, headSize };

    [TestMethod]
    [DynamicData(nameof(HeadSizes))]
    public void WeightsAreTheSoftmaxOfTheScoresOfVisibleTokens(object instructions, int headSize)
    {
        var visible = SomeHidden();
        // A sequence of which no token is visible.
        Array.Clear(visible, 6, 17);
        Check(SelfAttention(heads: 2, headSize) with { Visible = visible }, (InstructionSet)instructions);
    }

    [TestMethod]
    [DynamicData(nameof(InstructionSetsHere))]
    public void ScoresMayBeLarge(object instructions)
    {
        var attention = SelfAttention(heads: 2, headSize: 64);
        Check(attention with { Query = Fill(attention.Query.Length, seed: 1, largest: 10), Scale = 1f }, (InstructionSet)instructions);
    }

    [TestMethod]
    [DynamicData(nameof(InstructionSetsHere))]
    public void CausalAttentionSeesNoLaterToken(object instructions) =>
        Check(SelfAttention(heads: 2, headSize: 32) with { Causal = true, Visible = SomeHidden() }, (InstructionSet)instructions);

    [TestMethod]
    [DynamicData(nameof(InstructionSetsHere))]
    public void AWindowSeesNearTokens(object instructions)
    {
        foreach (var window in new[] { 0, 1, 7, 40, 1000 })
        {
            Check(SelfAttention(heads: 1, headSize: 16) with { Window = window }, (InstructionSet)instructions);
            Check(SelfAttention(heads: 1, headSize: 16) with { Window = window, Causal = true }, (InstructionSet)instructions);
        }
    }

    [TestMethod]
    [DynamicData(nameof(InstructionSetsHere))]
    public void GroupsOfQueryHeadsShareAKeyValueHead(object instructions)
    {
        foreach (var keyValueHeads in new[] { 1, 2, 3, 6 })
        {
            var attention = SelfAttention(heads: 6, headSize: 8, keyValueHeads);
            Check(attention, (InstructionSet)instructions);
            Check(attention with { Causal = true }, (InstructionSet)instructions);
        }
    }

    [TestMethod]
    [DynamicData(nameof(InstructionSetsHere))]
    public void QueriesMayAttendToSequencesOfOtherLengths(object instructions)
    {
        int[] keyOffsets = [0, 40, 41, 41, 50, 52, 60, 99];
        var attention = SelfAttention(heads: 2, headSize: 24);
        var size = keyOffsets[^1] * 48;
        int[] visible = [.. Enumerable.Range(0, keyOffsets[^1]).Select(j => j % 5 == 2 ? 0 : 1)];
        Check(attention with { KeyOffsets = keyOffsets, Key = Fill(size, 2), Value = Fill(size, 3), Visible = visible }, (InstructionSet)instructions);
    }

    [TestMethod]
    [DynamicData(nameof(InstructionSetsHere))]
    public void ABiasIsAddedForEachDistanceAndHead(object instructions)
    {
        foreach (var distances in new[] { 129, 201 })
        {
            var attention = SelfAttention(heads: 3, headSize: 16) with { Bias = Fill(distances * 3, seed: 4, largest: 5) };
            Check(attention, (InstructionSet)instructions);
            Check(attention with { Scale = 1f, Causal = true, Visible = SomeHidden() }, (InstructionSet)instructions);
            Check(attention with { Window = 9 }, (InstructionSet)instructions);
        }
    }

    [TestMethod]
    [DynamicData(nameof(InstructionSetsHere))]
    public void DisentangledAttentionAddsTheTermsOfItsRelativePositions(object instructions)
    {
        foreach (var terms in new[] { DisentangledTerms.None, DisentangledTerms.ContentToPosition, DisentangledTerms.PositionToContent, DisentangledTerms.ContentToPosition | DisentangledTerms.PositionToContent })
        {
            foreach (var span in new[] { 3, 20, 100 })
                Check(Disentangled(terms, span, headSize: 20), (InstructionSet)instructions, terms);
        }
    }

    [TestMethod]
    [DynamicData(nameof(InstructionSetsHere))]
    public void TalkingHeadsMixScoresAndWeights(object instructions)
    {
        foreach (var terms in new[] { DisentangledTerms.None, DisentangledTerms.ContentToPosition })
        {
            var attention = Disentangled(terms, span: 12, headSize: 8) with { ScoreProjection = Fill(9, 6), WeightProjection = Fill(9, 7) };
            Check(attention, (InstructionSet)instructions, terms);
        }
    }

    private static ReferenceAttention SelfAttention(int heads, int headSize, int keyValueHeads = 0)
    {
        var tokens = Offsets[^1];
        var keyColumns = (keyValueHeads == 0 ? heads : keyValueHeads) * headSize;
        return new ReferenceAttention
        {
            Heads = heads,
            KeyValueHeads = keyValueHeads,
            HeadSize = headSize,
            Scale = 0.3f,
            QueryOffsets = Offsets,
            KeyOffsets = Offsets,
            Query = Fill(tokens * heads * headSize, 1),
            Key = Fill(tokens * keyColumns, 2),
            Value = Fill(tokens * keyColumns, 3),
        };
    }

    /// <summary>With a relative position for each distance of up to <paramref name="span"/>, and the last one for those beyond.</summary>
    private static ReferenceAttention Disentangled(DisentangledTerms terms, int span, int headSize)
    {
        const int Distances = 151;
        return SelfAttention(heads: 3, headSize) with
        {
            RelativeKeys = terms.HasFlag(DisentangledTerms.ContentToPosition) ? Fill(2 * span * 3 * headSize, 4) : null,
            RelativeQueries = terms.HasFlag(DisentangledTerms.PositionToContent) ? Fill(2 * span * 3 * headSize, 5) : null,
            RelativeRows = terms == DisentangledTerms.None ? null : [.. Enumerable.Range(0, Distances).Select(d => Math.Clamp((Distances - 1) / 2 - d + span, 0, 2 * span - 1))],
            Visible = SomeHidden(),
            HiddenAttendToNone = true,
        };
    }

    private static int[] SomeHidden() => [.. Enumerable.Range(0, Offsets[^1]).Select(i => i % 7 == 3 ? 0 : 1)];

    private static void Check(ReferenceAttention attention, InstructionSet instructions, DisentangledTerms? terms = null)
    {
        var expected = attention.Compute();
        var actual = Attend(attention, terms, instructions, threads: 1);
        for (var i = 0; i < expected.Result.Length; i++)
            expected.Result[i].Check(actual.Result[i], "result", i);
        for (var i = 0; i < expected.Probabilities.Length; i++)
            expected.Probabilities[i].Check(actual.Probabilities[i], "probability", i);

        var shared = Attend(attention, terms, instructions, threads: 3);
        CollectionAssert.AreEqual(actual.Result, shared.Result, "threads");
        CollectionAssert.AreEqual(actual.Probabilities, shared.Probabilities, "threads");
    }

    private static (float[] Result, float[] Probabilities) Attend(ReferenceAttention attention, DisentangledTerms? terms, InstructionSet instructions, int threads)
    {
        using var arena = new CpuArena();
        var operands = terms is null ? Operands(attention, arena) : DisentangledOperands(attention, terms.Value, arena);
        var kernels = Kernels.For(instructions);
        operands.ScratchSize = kernels.AttentionScratch(operands);
        operands.ProbabilityColumns = attention.LongestKey;
        var (scratch, result, probabilities) = (new float[operands.ScratchSize * threads], new float[attention.Query.Length], new float[attention.Heads * attention.QueryOffsets[^1] * attention.LongestKey]);
        Array.Fill(scratch, float.NaN);
        fixed (float* ps = scratch, pr = result, pp = probabilities)
        {
            operands.Scratch = ps;
            operands.Result = pr;
            kernels.Attend(operands, new ForkJoin { Threads = threads });

            // By themselves, as they are asked for.
            operands.Result = null;
            operands.Probabilities = pp;
            kernels.Attend(operands, new ForkJoin { Threads = threads });
        }
        return (result, probabilities);
    }

    private static AttentionOperands Operands(ReferenceAttention attention, CpuArena arena)
    {
        var operation = new Attention(attention.Heads, attention.Scale) { KeyValueHeads = attention.KeyValueHeads, Causal = attention.Causal, Window = attention.Window };
        List<Tensor> inputs = [.. Matrices(attention, arena), arena.Upload(attention.QueryOffsets), arena.Upload(attention.KeyOffsets)];
        if (attention.Visible is not null)
            inputs.Add(arena.Upload(attention.Visible));
        if (attention.Bias is not null)
            inputs.Add(Matrix(arena, attention.Bias, attention.Heads));
        operation.InferShape([.. inputs]);
        return AttentionOnCpu.Operands(operation, [.. inputs.Cast<CpuTensor>()]);
    }

    private static AttentionOperands DisentangledOperands(ReferenceAttention attention, DisentangledTerms terms, CpuArena arena)
    {
        var operation = new DisentangledAttention(attention.Heads, attention.Scale, terms);
        var hidden = attention.Heads * attention.HeadSize;
        List<Tensor> inputs = [.. Matrices(attention, arena), arena.Upload(attention.QueryOffsets)];
        foreach (var table in new[] { attention.RelativeKeys, attention.RelativeQueries })
        {
            if (table is not null)
                inputs.Add(Matrix(arena, table, hidden));
        }
        foreach (var indices in new[] { attention.RelativeRows, attention.Visible })
        {
            if (indices is not null)
                inputs.Add(arena.Upload(indices));
        }
        foreach (var projection in new[] { attention.ScoreProjection, attention.WeightProjection })
        {
            if (projection is not null)
                inputs.Add(Matrix(arena, projection, attention.Heads));
        }
        operation.InferShape([.. inputs]);
        return DisentangledAttentionOnCpu.Operands(operation, [.. inputs.Cast<CpuTensor>()]);
    }

    private static Tensor[] Matrices(ReferenceAttention attention, CpuArena arena)
    {
        var (heads, keyHeads) = (attention.Heads, attention.KeyValueHeads == 0 ? attention.Heads : attention.KeyValueHeads);
        return
        [
            Matrix(arena, attention.Query, heads * attention.HeadSize),
            Matrix(arena, attention.Key, keyHeads * attention.HeadSize),
            Matrix(arena, attention.Value, keyHeads * attention.HeadSize),
        ];
    }

    private static Tensor Matrix(CpuArena arena, float[] values, int columns) => arena.Upload(values, new Shape(values.Length / columns, columns));

    private static float[] Fill(int count, int seed, float largest = 2)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2 - 1) * largest)];
    }
}
