using Microsoft.ML.Data;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Tests.LayerProbe;

[TestClass]
public sealed class ScratchTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Variants()
    {
        var ml = new MLContext(seed: 1);
        var random = new Random(1);
        var labels = Enumerable.Range(0, 160).Select(i => i % 3).ToArray();
        var values = new float[160 * 8];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)random.NextDouble() - 0.5f + (i % 8 == labels[i / 8] ? 1f : 0f);
        var x = new ProbeMatrix(values, 160, 8);
        var trainers = new (string, IEstimator<ITransformer>)[]
        {
            ("default", ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy()),
            ("l1 0", ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0)),
            ("l1 0 l2 0.01", ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.01f)),
            ("norm", ml.Transforms.NormalizeMeanVariance("Features").Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())),
            ("norm l1 0", ml.Transforms.NormalizeMeanVariance("Features").Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0))),
            ("norm nofix", ml.Transforms.NormalizeMeanVariance("Features", fixZero: false).Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0))),
        };
        foreach (var (name, trainer) in trainers)
        {
            var p = new float[160 * 3];
            new EstimatorProbe(trainer).Fit(x, labels, 3).Score(x, p);
            var right = Enumerable.Range(0, 160).Count(i => p.AsSpan(i * 3, 3).IndexOf(p.AsSpan(i * 3, 3).ToArray().Max()) == labels[i]);
            Console.Error.WriteLine($"SCRATCH {name}: {right / 160.0} {string.Join(' ', p.Take(6))}");
        }
        var data = ml.Data.LoadFromEnumerable(new[] { new Row { Text = "a", Label = "b", Author = "c" } });
        Console.Error.WriteLine("SCRATCH " + string.Join(',', data.Schema.Select(c => c.Name)) + " | " + string.Join(',', ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data).Schema.Select(c => c.Name)));
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public string Label { get; set; } = "";

        public string Author { get; set; } = "";
    }
}
