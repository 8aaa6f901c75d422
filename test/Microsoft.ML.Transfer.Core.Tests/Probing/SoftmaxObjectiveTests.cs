using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class SoftmaxObjectiveTests
{
    [TestMethod]
    public void TheGradientIsTheSlope()
    {
        // Few enough rows that the rounding of single-precision scores is far below the difference of the values.
        var random = new CounterRandom(3, 0);
        var x = new ProbeMatrix(Enumerable.Range(0, 40 * 6).Select(i => (float)random.Normal((ulong)i) + 2).ToArray(), 40, 6);
        int[] labels = [.. Enumerable.Range(0, 40).Select(i => i * i % 3)];
        using var objective = new SoftmaxObjective(x, labels, 3, [0.5, 1, 2, 0.1, 3, 0.7], threads: 1);
        var point = Enumerable.Range(0, objective.Count).Select(i => 0.3 * random.Normal(1000 + (ulong)i)).ToArray();
        var (gradient, ignored) = (new double[objective.Count], new double[objective.Count]);
        objective.Evaluate(point, gradient);
        const double Step = 0.01;
        for (var i = 0; i < point.Length; i++)
        {
            var kept = point[i];
            point[i] = kept + Step;
            var above = objective.Evaluate(point, ignored);
            point[i] = kept - Step;
            var below = objective.Evaluate(point, ignored);
            point[i] = kept;
            Assert.AreEqual((above - below) / (2 * Step), gradient[i], 5e-3, $"at {i}");
        }
    }

    [TestMethod]
    public void TheFirstStepIsNewtons()
    {
        // At W = 0 the preconditioner is the inverse of the second derivatives, so that along its step the slope falls to 0 and the value by half of the slope. So few rows are all looked at.
        var rows = new PlantedRows(30, seed: 4);
        var x = rows.Vectors(0.05f, 0);
        using var objective = new SoftmaxObjective(x, rows.Labels, PlantedRows.Classes, [.. Enumerable.Repeat(1.0, PlantedRows.Columns)], threads: 1);
        var (point, gradient, step, after) = (new double[objective.Count], new double[objective.Count], new double[objective.Count], new double[objective.Count]);
        var before = objective.Evaluate(point, gradient);
        objective.Precondition(gradient, step);
        var slope = gradient.Zip(step, (g, s) => g * s).Sum();
        for (var i = 0; i < point.Length; i++)
            point[i] = -0.1 * step[i];
        var value = objective.Evaluate(point, after);
        Assert.AreEqual(before - 0.1 * slope + 0.005 * slope, value, 2e-4 * slope);
        Assert.AreEqual(0.9 * slope, after.Zip(step, (g, s) => g * s).Sum(), 0.01 * slope);
    }

    [TestMethod]
    public void AFactorSolvesAndInverts()
    {
        double[] matrix = [4, 2, 0.6, 2, 5, 1, 0.6, 1, 3];
        var factor = CholeskyFactor.TryOf(matrix, 3);
        Assert.IsNotNull(factor);
        double[] b = [1, -2, 0.5];
        var solution = (double[])b.Clone();
        factor.Solve(solution);
        var inverse = factor.Inverse();
        for (var i = 0; i < 3; i++)
        {
            Assert.AreEqual(b[i], Enumerable.Range(0, 3).Sum(j => matrix[i * 3 + j] * solution[j]), 1e-12);
            // L⁻ᵀ L⁻¹ b is the same solution.
            var again = Enumerable.Range(0, 3).Sum(k => inverse[k * 3 + i] * Enumerable.Range(0, 3).Sum(j => inverse[k * 3 + j] * b[j]));
            Assert.AreEqual(solution[i], again, 1e-12);
        }
        Assert.IsNull(CholeskyFactor.TryOf([1, 2, 2, 1], 2));
    }
}
