using Microsoft.ML.Transfer.Adaptations;
using Microsoft.ML.Transfer.Core.Tests.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Adaptations;

/// <summary>The gradients of what adaptations put into a model.</summary>
[TestClass]
public sealed class AddedGradientTests
{
    private const int Rank = 3;

    // Of the largest element: sums in another order. Of the largest of all gradients: those of queries and keys are differences of numbers of that size.
    private const double Tolerance = 2e-5;
    private const double ToleranceOfAll = 1e-6;

    /// <summary>Those whose attention has a gradient.</summary>
    public static IEnumerable<object[]> Families => AdaptedModel.Families.Where(row => !((string)row[0]).StartsWith("deberta", StringComparison.Ordinal));

    /// <summary>y = x (W + s B A)ᵀ: the gradient of B is s G Aᵀ, that of A is s Bᵀ G, with G that of the merged weights.</summary>
    [TestMethod]
    [DynamicData(nameof(Families))]
    public void ThoseOfALowRankUpdateFollowFromThoseOfTheMergedWeights(string family)
    {
        const double Scale = 2.0 / Rank;
        using var adapted = new AdaptedModel(family, Adaptation.LowRank(Rank, alpha: 2, targets: "*"), new RandomParameters(2));
        var gradients = adapted.Gradients(path => AddedPaths.Contains(path) ? 1 : 0);
        var values = adapted.Values();
        var merged = MergedGradients(adapted);
        var largest = gradients.Values.SelectMany(gradient => gradient).Max(Math.Abs);
        foreach (var path in values.Keys.Where(path => path.Value.EndsWith("/lora/down/weight", StringComparison.Ordinal)))
        {
            var layer = path.Value[..^"/lora/down/weight".Length];
            var (g, a, b) = (merged[new ParameterPath(layer + "/weight")], values[path], values[new ParameterPath(layer + "/lora/up/weight")]);
            var (inputs, outputs) = (a.Length / Rank, b.Length / Rank);
            var ofDown = new double[a.Length];
            var ofUp = new double[b.Length];
            for (var i = 0; i < outputs; i++)
            {
                for (var j = 0; j < inputs; j++)
                {
                    for (var k = 0; k < Rank; k++)
                    {
                        ofDown[k * inputs + j] += Scale * b[i * Rank + k] * g[i * inputs + j];
                        ofUp[i * Rank + k] += Scale * a[k * inputs + j] * g[i * inputs + j];
                    }
                }
            }
            AssertClose(ofDown, gradients[path], largest, path.Value);
            AssertClose(ofUp, gradients[new ParameterPath(layer + "/lora/up/weight")], largest, layer);
        }
    }

    /// <summary>y = x (diag(l) W)ᵀ + l b: the gradient of l is that of the merged weights times W, summed over each row; over each column where the input is scaled.</summary>
    [TestMethod]
    [DynamicData(nameof(Families))]
    public void ThoseOfScalingFollowFromThoseOfTheMergedWeights(string family)
    {
        using var adapted = new AdaptedModel(family, Adaptation.Scaling, new RandomParameters(2));
        var gradients = adapted.Gradients(path => AddedPaths.Contains(path) ? 1 : 0);
        var values = adapted.Values();
        var merged = MergedGradients(adapted);
        var largest = gradients.Values.SelectMany(gradient => gradient).Max(Math.Abs);
        foreach (var (path, gradient) in gradients)
        {
            var layer = path.Value[..^"/scaling/weight".Length];
            var (weight, bias) = (new ParameterPath(layer + "/weight"), new ParameterPath(layer + "/bias"));
            var ofInput = layer.EndsWith("/down", StringComparison.Ordinal);
            var inputs = ofInput ? gradient.Length : values[weight].Length / gradient.Length;
            var expected = new double[gradient.Length];
            for (var i = 0; i < values[weight].Length; i++)
                expected[ofInput ? i % inputs : i / inputs] += (double)values[weight][i] * merged[weight][i];
            for (var i = 0; !ofInput && merged.ContainsKey(bias) && i < expected.Length; i++)
                expected[i] += (double)values[bias][i] * merged[bias][i];
            AssertClose(expected, gradient, largest, path.Value);
        }
    }

    /// <summary>Along its own gradient, the loss rises by the length of the gradient.</summary>
    [TestMethod]
    [DataRow("bert", "adapters:5")]
    [DataRow("modernbert", "adapters:5")]
    [DataRow("gpt2", "adapters:5")]
    [DataRow("bert", "prefix:3")]
    [DataRow("albert", "prefix:3")]
    [DataRow("roberta", "prefix:3")]
    [DataRow("bert", "prompt:2")]
    [DataRow("gpt2", "prompt:2")]
    [DataRow("llama", "prompt:2")]
    [DataRow("mpnet", "prompt:2")]
    public void ThoseOfModulesAreTheSlopeOfTheLoss(string family, string adaptation)
    {
        using var adapted = new AdaptedModel(family, Adaptation.Parse(adaptation), new RandomParameters(2));
        var gradients = adapted.Gradients(rateFactor: null);
        var again = adapted.Gradients(rateFactor: null, recomputes: true, threads: 2);
        foreach (var (path, gradient) in gradients)
            CollectionAssert.AreEqual(gradient, again[path], path.Value);

        using var trainer = adapted.Trainer(new TrainerOptions { Dropout = 0 });
        var checkedCount = 0;
        foreach (var (path, gradient) in gradients.Where(pair => AddedPaths.Contains(pair.Key) || pair.Key.Value.StartsWith("layers/0", StringComparison.Ordinal)))
        {
            var length = Math.Sqrt(gradient.Sum(value => (double)value * value));
            // Below that the rounding of the loss is seen.
            if (length < 1e-3)
                continue;
            // Steps along which the loss changes about as much for each parameter.
            var step = 1e-2 / Math.Max(1, length);
            var tensor = adapted.Model.Encoder.Parameters[path];
            var values = adapted.Values(path.Value);
            double LossAt(double far)
            {
                tensor.CopyFrom([.. values.Zip(gradient, (value, slope) => (float)(value + far * slope / length))]);
                return trainer.Evaluate(AdaptedModel.Batch);
            }
            // Of two differences, so that the third derivative falls out.
            var (near, far) = ((LossAt(step) - LossAt(-step)) / (2 * step), (LossAt(2 * step) - LossAt(-2 * step)) / (4 * step));
            tensor.CopyFrom(values);
            Assert.AreEqual(length, (4 * near - far) / 3, 1e-3 * length + 3e-5, $"{adaptation}: {path}");
            checkedCount += AddedPaths.Contains(path) ? 1 : 0;
        }
        Assert.AreEqual(gradients.Keys.Count(AddedPaths.Contains), checkedCount, "every one was checked");
    }

    private static Dictionary<ParameterPath, float[]> MergedGradients(AdaptedModel adapted)
    {
        adapted.Model.MergeAdaptation();
        return adapted.Gradients(rateFactor: null);
    }

    private static void AssertClose(double[] expected, float[] actual, double largestOfAll, string what)
    {
        var largest = expected.Max(Math.Abs);
        Assert.HasCount(expected.Length, actual, what);
        for (var i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], Tolerance * largest + ToleranceOfAll * largestOfAll, $"{what}, element {i}");
    }
}
