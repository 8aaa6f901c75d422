using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Tests.Autograd;

namespace Microsoft.ML.Transfer.Tensors.Tests.Optimizers;

/// <summary>The quadratic penalty and the sums of squares beside their formulas.</summary>
[TestClass]
public sealed class PenaltyTests
{
    // More than one task, and a remainder; as a matrix, panels that are filled up.
    private static readonly Shape Form = new(131, 157);

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    [DataRow(true, true)]
    public void ThePenaltyFollowsItsFormula(bool anchored, bool weighted)
    {
        const float Strength = 0.3f;
        var count = (int)Form.Count;
        var (p, a, g) = (GradientCheck.Random(1, count), GradientCheck.Random(2, count), GradientCheck.Random(3, count));
        float[] f = [.. GradientCheck.Random(4, count).Select(value => value * value)];
        var penalty = 0.0;
        var expected = new double[count];
        for (var i = 0; i < count; i++)
        {
            var difference = (double)p[i] - (anchored ? a[i] : 0);
            var importance = weighted ? f[i] : 1.0;
            penalty += 0.5 * Strength * importance * difference * difference;
            expected[i] = g[i] + Strength * importance * difference;
        }

        var results = new List<(double Penalty, float[] Gradient)>();
        foreach (var threads in new[] { 1, 2, 3 })
        {
            foreach (var panels in new[] { false, true })
            {
                using var arena = CpuBackend.Instance.CreateArena();
                arena.Threads = threads;
                Tensor Upload(float[] values) => panels ? arena.UploadWeights(Form, values.CopyTo) : arena.Upload(values, Form);
                var gradient = Upload(g);
                var value = CpuBackend.Instance.AddPenalty(Upload(p), anchored ? Upload(a) : null, weighted ? Upload(f) : null, Strength, gradient, arena);
                var actual = new float[count];
                gradient.CopyTo(actual);
                Assert.AreEqual(penalty, value, 2e-6 * penalty);
                for (var i = 0; i < count; i++)
                    Assert.AreEqual(expected[i], actual[i], 1e-6 * Math.Max(1, Math.Abs(expected[i])), $"element {i}");
                results.Add((value, actual));
            }
        }
        for (var i = 2; i < results.Count; i++)
        {
            Assert.AreEqual(results[i % 2].Penalty, results[i].Penalty, "threads");
            CollectionAssert.AreEqual(results[i % 2].Gradient, results[i].Gradient, "threads");
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void SquaresAreAdded(bool panels)
    {
        var count = (int)Form.Count;
        var (x, y, actual) = (GradientCheck.Random(1, count), GradientCheck.Random(2, count), new float[count]);
        using var arena = CpuBackend.Instance.CreateArena();
        arena.Threads = 2;
        Tensor Upload(float[] values) => panels ? arena.UploadWeights(Form, values.CopyTo) : arena.Upload(values, Form);
        var sum = Upload(y);
        CpuBackend.Instance.AddSquares(Upload(x), 0.25f, sum, arena);
        sum.CopyTo(actual);
        for (var i = 0; i < count; i++)
            Assert.AreEqual(y[i] + 0.25 * x[i] * x[i], actual[i], 1e-6 * Math.Max(1, x[i] * x[i]), $"element {i}");
    }

    [TestMethod]
    public void TensorsOfAnotherFormAreRefused()
    {
        using var arena = CpuBackend.Instance.CreateArena();
        var parameter = arena.Upload(new float[6], new Shape(2, 3));
        var other = arena.Upload(new float[6], new Shape(3, 2));
        var error = Assert.ThrowsExactly<ArgumentException>(() => CpuBackend.Instance.AddPenalty(parameter, other, importance: null, 1f, parameter, arena));
        StringAssert.Contains(error.Message, "Expected a tensor in the form of Float32[2, 3]; got Float32[3, 2]");
        Assert.ThrowsExactly<ArgumentException>(() => CpuBackend.Instance.AddSquares(parameter, 1f, other, arena));
    }
}
