using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Tests.Backends;

/// <summary>Attention in every instruction set that the processor has.</summary>
[TestClass]
public sealed unsafe class AttentionKernelTests
{
    private const int Heads = 2;
    private const float Scale = 0.3f;

    private static readonly int[] Offsets = [0, 1, 1, 6, 23, 24, 40, 105];

    public static IEnumerable<object[]> Cases =>
        from instructions in Enum.GetValues<InstructionSet>().Where(InstructionSets.IsSupported)
        from headSize in new[] { 1, 5, 16, 32, 48, 64, 80 }
        select new object[] { instructions, headSize };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void WeightsAreTheSoftmaxOfTheScoresOfVisibleTokens(object instructions, int headSize)
    {
        var hidden = Heads * headSize;
        var tokens = Offsets[^1];
        var (q, k, v) = (Fill(tokens * hidden, 1), Fill(tokens * hidden, 2), Fill(tokens * hidden, 3));
        int[] visible = [.. Enumerable.Range(0, tokens).Select(i => i % 7 == 3 ? 0 : 1)];
        Array.Clear(visible, 6, 17);
        var actual = Attend((InstructionSet)instructions, q, k, v, visible, headSize, threads: 1);
        CollectionAssert.AreEqual(actual, Attend((InstructionSet)instructions, q, k, v, visible, headSize, threads: 3), "threads");

        for (var s = 0; s + 1 < Offsets.Length; s++)
        {
            int[] sequence = [.. Enumerable.Range(Offsets[s], Offsets[s + 1] - Offsets[s])];
            // Where no token is visible all have the same weight.
            var noneVisible = sequence.All(j => visible[j] == 0);
            foreach (var i in sequence)
            {
                for (var head = 0; head < Heads; head++)
                {
                    var columns = Enumerable.Range(head * headSize, headSize);
                    double[] weights = [.. sequence.Select(j => noneVisible ? 1 : visible[j] * Math.Exp(Scale * columns.Sum(c => (double)q[i * hidden + c] * k[j * hidden + c])))];
                    foreach (var c in columns)
                    {
                        var expected = sequence.Select((j, at) => weights[at] / weights.Sum() * v[j * hidden + c]).Sum();
                        Assert.AreEqual(expected, actual[i * hidden + c], 2e-6, $"{instructions}, token {i}, column {c}");
                    }
                }
            }
        }
    }

    private static float[] Attend(InstructionSet instructions, float[] q, float[] k, float[] v, int[] visible, int headSize, int threads)
    {
        var kernels = Kernels.For(instructions);
        var scratchSize = kernels.AttentionScratch(SequenceOffsets.Longest(Offsets), headSize);
        var (scratch, result) = (new float[scratchSize * threads], new float[q.Length]);
        Array.Fill(scratch, float.NaN);
        fixed (float* pq = q, pk = k, pv = v, ps = scratch, pr = result)
        fixed (int* po = Offsets, pm = visible)
        {
            var operands = new AttentionOperands
            {
                Query = pq,
                Key = pk,
                Value = pv,
                Result = pr,
                Offsets = po,
                Visible = pm,
                Scratch = ps,
                ScratchSize = scratchSize,
                Sequences = Offsets.Length - 1,
                Hidden = Heads * headSize,
                Heads = Heads,
                Scale = Scale,
            };
            kernels.Attend(operands, new ForkJoin { Threads = threads });
        }
        return result;
    }

    private static float[] Fill(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }
}
