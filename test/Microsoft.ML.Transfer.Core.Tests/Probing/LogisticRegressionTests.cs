using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class LogisticRegressionTests
{
    private static readonly LogisticRegressionProbe Exact = new() { Tolerance = 1e-9 };

    // LogisticRegression(C=…, multi_class="multinomial", tol=1e-10, max_iter=5000) of scikit-learn 1.2.1 in double precision: objective, coef_[0], intercept_, predict_proba of the first row.
    [TestMethod]
    [DataRow(0.1, 45.7479788898, new[] { 0.834534, 0.133668, -0.106841, 0.059804, -0.112273 }, new[] { -0.282237, 0.60709, -0.324853 }, new[] { 0.024472, 0.854515, 0.121014 })]
    [DataRow(1.0, 28.3120303100, new[] { 2.305902, 0.752557, 0.109049, 0.014041, -0.50013 }, new[] { -0.701944, 0.976597, -0.274653 }, new[] { 0.000216, 0.978815, 0.020969 })]
    [DataRow(10.0, 17.5831204667, new[] { 4.878783, 2.11564, 0.260446, -0.107925, -1.317359 }, new[] { -1.625489, 1.709843, -0.084354 }, new[] { 0.0, 0.998838, 0.001162 })]
    public void TheMinimumIsScikitLearns(double c, double objective, double[] weights, double[] bias, double[] probabilities)
    {
        var probe = (ILinearProbe)(Exact with { C = c }).Fit(FormulaRows.X, FormulaRows.Labels, FormulaRows.Classes);
        Assert.AreEqual(objective, FormulaRows.Objective(probe, FormulaRows.Labels, c), 1e-6 * objective);
        AreClose(weights, probe.Weights.Span[..FormulaRows.Columns], 2e-3);
        AreClose(bias, probe.Bias.Span, 2e-3);
        AreClose(probabilities, Probabilities(probe).AsSpan(0, FormulaRows.Classes), 2e-4);
    }

    [TestMethod]
    public void TheDefaultToleranceComesWithinOneInTenThousand()
    {
        var probe = (ILinearProbe)new LogisticRegressionProbe().Fit(FormulaRows.X, FormulaRows.Labels, FormulaRows.Classes);
        Assert.AreEqual(28.3120303100, FormulaRows.Objective(probe, FormulaRows.Labels, 1), 28.3120303100 * 1e-4);
    }

    [TestMethod]
    public void StandardizedColumnsAreThoseOfAScaler()
    {
        // make_pipeline(StandardScaler(), LogisticRegression(C=0.5, …)): coef_[0] / scale_.
        var probe = (ILinearProbe)(Exact with { C = 0.5, Standardizes = true }).Fit(FormulaRows.X, FormulaRows.Labels, FormulaRows.Classes);
        AreClose([2.022621, 0.614049, 0.068007, 0.026071, -0.414695], probe.Weights.Span[..FormulaRows.Columns], 2e-3);
    }

    [TestMethod]
    public void TwoClassesAreThoseOfTheMultinomialForm()
    {
        int[] labels = [.. FormulaRows.Labels.Select(label => label == 1 ? 1 : 0)];
        var probe = (ILinearProbe)Exact.Fit(FormulaRows.X, labels, 2);
        AreClose([-1.12713, -0.656873, 0.844354, 0.374442, 0.020332], probe.Weights.Span[FormulaRows.Columns..], 1e-3);
        AreClose([-0.105671, 0.105671], probe.Bias.Span, 1e-3);
        AreClose([0.005157, 0.994843], Probabilities(probe).AsSpan(0, 2), 1e-4);
    }

    [TestMethod]
    public void ThreadsChangeNoBit()
    {
        var rows = new PlantedRows(400, seed: 5);
        var x = rows.Vectors(1, 0);
        var one = (ILinearProbe)new LogisticRegressionProbe().Fit(x, rows.Labels, PlantedRows.Classes, threads: 1);
        var two = (ILinearProbe)new LogisticRegressionProbe().Fit(x, rows.Labels, PlantedRows.Classes, threads: 2);
        CollectionAssert.AreEqual(one.Weights.ToArray(), two.Weights.ToArray());
        CollectionAssert.AreEqual(one.Bias.ToArray(), two.Bias.ToArray());
    }

    [TestMethod]
    public void WhereItBeginsChangesTheWayAndNotTheMinimum()
    {
        var rows = new PlantedRows(200, seed: 6);
        var (x, neighbor) = (rows.Vectors(1, 0), rows.Vectors(1, 1));
        var cold = (LinearProbe)Exact.Fit(x, rows.Labels, PlantedRows.Classes);
        var fromNeighbor = (LinearProbe)Exact.Fit(x, rows.Labels, PlantedRows.Classes, Exact.Fit(neighbor, rows.Labels, PlantedRows.Classes));
        var fromItself = (LinearProbe)Exact.Fit(x, rows.Labels, PlantedRows.Classes, cold);
        Assert.AreEqual(cold.Minimum.Value, fromNeighbor.Minimum.Value, 1e-6 * cold.Minimum.Value);
        Assert.IsLessThan(cold.Minimum.Iterations, fromItself.Minimum.Iterations);
        // What was fitted to other columns or classes is no start.
        var other = Exact.Fit(FormulaRows.X, FormulaRows.Labels, FormulaRows.Classes);
        Assert.AreEqual(cold.Minimum, ((LinearProbe)Exact.Fit(x, rows.Labels, PlantedRows.Classes, other)).Minimum);
    }

    [TestMethod]
    public void ColumnsOfHugeMeanAndSpreadAreNoObstacle()
    {
        var rows = new PlantedRows(400, seed: 8);
        var plain = rows.Vectors(1.5f, 0);
        var values = plain.Values.ToArray();
        for (var i = 0; i < values.Length; i += PlantedRows.Columns)
        {
            values[i + 5] = values[i + 5] * 100 + 1000;
            values[i + 6] = 0.25f;
        }
        var probe = new LogisticRegressionProbe();
        var fitted = (LinearProbe)probe.Fit(new ProbeMatrix(values, plain.Rows, plain.Columns), rows.Labels, PlantedRows.Classes);
        Assert.IsLessThan(40, fitted.Minimum.Iterations);
        Assert.AreEqual(((LinearProbe)probe.Fit(plain, rows.Labels, PlantedRows.Classes)).Minimum.Value, fitted.Minimum.Value, 0.01 * fitted.Minimum.Value);
    }

    [TestMethod]
    public void FewerRowsThanColumnsAndASingleClassAreFitted()
    {
        var few = FormulaRows.X.Select([0, 1, 2]);
        var probe = (ILinearProbe)Exact.Fit(few, FormulaRows.Labels.AsMemory(0, 3), FormulaRows.Classes);
        Assert.IsTrue(probe.Weights.ToArray().All(float.IsFinite));
        var alone = Exact.Fit(few, new int[3], 1);
        var probabilities = new float[3];
        alone.Score(few, probabilities);
        CollectionAssert.AreEqual(new[] { 1f, 1f, 1f }, probabilities);
    }

    [TestMethod]
    public void BadInputIsNamed()
    {
        var probe = new LogisticRegressionProbe();
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => probe.Fit(FormulaRows.X, new int[59], 3)).Message, "59 labels for 60 rows");
        int[] labels = [.. FormulaRows.Labels];
        labels[7] = 3;
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => probe.Fit(FormulaRows.X, labels, 3)).Message, "Row 7 has label 3; labels are 0 to 2");
        foreach (var bad in new[] { float.NaN, float.PositiveInfinity })
        {
            var values = FormulaRows.X.Values.ToArray();
            values[4 * FormulaRows.Columns + 2] = bad;
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => probe.Fit(new ProbeMatrix(values, 60, 5), FormulaRows.Labels, 3)).Message, "in column 2");
        }
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => (probe with { C = 0 }).Fit(FormulaRows.X, FormulaRows.Labels, 3));
        Assert.ThrowsExactly<ArgumentException>(() => new ProbeMatrix(new float[5], 2, 3));
        var fitted = probe.Fit(FormulaRows.X, FormulaRows.Labels, 3);
        Assert.ThrowsExactly<ArgumentException>(() => fitted.Score(FormulaRows.X, new float[60]));
        Assert.ThrowsExactly<ArgumentException>(() => fitted.Score(new ProbeMatrix(new float[4], 1, 4), new float[3]));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => probe.Fit(FormulaRows.X, FormulaRows.Labels, 3, cancellation: cancelled.Token));
    }

    private static float[] Probabilities(IFittedProbe probe)
    {
        var probabilities = new float[FormulaRows.Rows * probe.Classes];
        probe.Score(FormulaRows.X, probabilities);
        return probabilities;
    }

    private static void AreClose(double[] expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.AreEqual(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], tolerance, $"at {i}");
    }
}
