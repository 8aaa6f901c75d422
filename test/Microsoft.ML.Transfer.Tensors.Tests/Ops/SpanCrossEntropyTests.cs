using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Tests.Autograd;

namespace Microsoft.ML.Transfer.Tensors.Tests.Ops;

/// <summary>The loss of spans against its definition in double precision.</summary>
[TestClass]
public sealed class SpanCrossEntropyTests
{
    private const int Tokens = 14;

    private static readonly int[] Offsets = [0, 5, 5, 6, 14];

    // The second sequence has no tokens, so that nothing of it counts.
    private static readonly int[] Starts = [1, 0, 0, 7];
    private static readonly int[] Ends = [4, 0, 0, 8];

    [TestMethod]
    public void Its_value_is_the_mean_of_both_cross_entropies()
    {
        // Two tokens with logits 0 and ln 3 for the start: −ln ¾; equal logits for the end: −ln ½.
        Assert.AreEqual((Math.Log(4.0 / 3) + Math.Log(2)) / 2, Forward([0f, 1f, MathF.Log(3), 1f], [0, 2], [1], [0]), 1e-7);
        // Only the start counts where the end lies outside.
        Assert.AreEqual(Math.Log(4.0 / 3) / 2, Forward([0f, 1f, MathF.Log(3), 1f], [0, 2], [1], [2]), 1e-7);
        Assert.AreEqual(0.0, Forward([0f, 1f, MathF.Log(3), 1f], [0, 2], [-1], [-100]));
        var x = GradientCheck.Random(1, 2 * Tokens, deviation: 3);
        Assert.AreEqual(Reference([.. x.Select(value => (double)value)], Starts, Ends), Forward(x, Offsets, Starts, Ends), 1e-6);
    }

    [TestMethod]
    public void Large_scores_do_not_overflow() => Assert.AreEqual(0.0, Forward([1e30f, -1e30f, -1e30f, 1e30f], [0, 2], [0], [1]));

    [TestMethod]
    public void Its_gradient_is_that_of_the_definition()
    {
        using var check = new GradientCheck();
        check.Run(new SpanCrossEntropy(), [Input.Random(1, new Shape(Tokens, 2), deviation: 3), Offsets, Starts, Ends], x => [Reference(x[0], Starts, Ends)]);
        int[] outside = [-100, 0, 1, 3];
        check.Run(new SpanCrossEntropy(), [Input.Random(2, new Shape(Tokens, 2)), Offsets, outside, Ends], x => [Reference(x[0], outside, Ends)]);
    }

    [TestMethod]
    public void It_has_the_same_bits_on_any_number_of_threads()
    {
        int[] offsets = [.. Enumerable.Range(0, 40).Select(i => i * (i + 1) / 2)], starts = [.. Enumerable.Range(0, 39).Select(i => i / 2)], ends = [.. Enumerable.Range(0, 39)];
        var x = Input.Random(4, new Shape(offsets[^1], 2), deviation: 4);
        using var one = new GradientCheck(threads: 1);
        var expected = one.Gradients(new SpanCrossEntropy(), [x, offsets, starts, ends], out _);
        foreach (var threads in new[] { 2, 3, 8 })
        {
            using var many = new GradientCheck(threads);
            CollectionAssert.AreEqual(expected[0], many.Gradients(new SpanCrossEntropy(), [x, offsets, starts, ends], out _)[0]);
            Assert.AreEqual(Forward(x.Values!, offsets, starts, ends), Forward(x.Values!, offsets, starts, ends, threads));
        }
    }

    [TestMethod]
    public void Inputs_that_do_not_fit_are_named()
    {
        var error = Assert.Throws<ArgumentException>(() => Forward([1, 2, 3, 4], [0, 2], [1, 1], [0]));
        StringAssert.Contains(error.Message, "starts [sequences]", StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => Forward([1, 2, 3, 4], [0, 3], [1], [0]));
        StringAssert.Contains(error.Message, "offsets must ascend from 0 to the 2 tokens", StringComparison.Ordinal);
    }

    private static double Reference(double[] x, int[] starts, int[] ends)
    {
        return (Column(0, starts) + Column(1, ends)) / 2;

        double Column(int column, int[] positions)
        {
            var losses = new List<double>();
            for (var i = 0; i + 1 < Offsets.Length; i++)
            {
                double[] row = [.. Enumerable.Range(Offsets[i], Offsets[i + 1] - Offsets[i]).Select(t => x[2 * t + column])];
                if (positions[i] >= 0 && positions[i] < row.Length)
                    losses.Add(Math.Log(row.Sum(Math.Exp)) - row[positions[i]]);
            }
            return losses.Average();
        }
    }

    private static double Forward(float[] x, int[] offsets, int[] starts, int[] ends, int threads = 1)
    {
        var backend = CpuBackend.Instance;
        using var arena = backend.CreateArena();
        arena.Threads = threads;
        var loss = new float[1];
        backend.Forward(new SpanCrossEntropy(), [arena.Upload(x, new Shape(x.Length / 2, 2)), arena.Upload(offsets), arena.Upload(starts), arena.Upload(ends)], arena).CopyTo(loss);
        return loss[0];
    }
}
