using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class RidgeRegressionTests
{
    // Ridge(alpha=…) of scikit-learn 1.2.1 for the targets 2 x[0] − x[3]² + label / 10.
    [TestMethod]
    [DataRow(0.1, new[] { 2.1310226, -0.1790501, 0.2640382, 0.0295213, -0.3662546 }, -0.6297758)]
    [DataRow(1.0, new[] { 2.0722646, -0.2009612, 0.2320891, 0.0330847, -0.3389492 }, -0.6293191)]
    [DataRow(10.0, new[] { 1.6549612, -0.3040245, 0.0672976, 0.0562539, -0.1759635 }, -0.6184784)]
    public void TheMinimumIsScikitLearns(double alpha, double[] weights, double bias)
    {
        var targets = Enumerable.Range(0, FormulaRows.Rows).Select(row => 2.0 * FormulaRows.X.Row(row)[0] - Math.Pow(FormulaRows.X.Row(row)[3], 2) + 0.1 * FormulaRows.Labels[row]).ToArray();
        var fitted = RidgeRegression.Fit(FormulaRows.X, targets, alpha);
        for (var j = 0; j < weights.Length; j++)
            Assert.AreEqual(weights[j], fitted.Weights[j], 1e-6, $"at {j}");
        Assert.AreEqual(bias, fitted.Bias, 1e-6);
        var first = fitted.Predict(FormulaRows.X)[0];
        Assert.AreEqual(bias + weights.Select((weight, j) => weight * FormulaRows.X.Row(0)[j]).Sum(), first, 1e-5);
    }

    [TestMethod]
    public void ColumnsThatAreTheSameShareTheWeight()
    {
        var values = Enumerable.Range(0, 60).SelectMany(i => new[] { i / 10f + 500, i / 10f + 500 }).ToArray();
        var fitted = RidgeRegression.Fit(new ProbeMatrix(values, 60, 2), Enumerable.Range(0, 60).Select(i => i * 0.3).ToArray(), 1e-6);
        Assert.AreEqual(1.5, fitted.Weights[0], 1e-4);
        Assert.AreEqual(1.5, fitted.Weights[1], 1e-4);
    }
}
