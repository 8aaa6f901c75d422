using Microsoft.ML.Transfer.Core.Tests.Training;
using Microsoft.ML.Transfer.Forgetting;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Forgetting;

[TestClass]
public sealed class FisherInformationTests
{
    private static readonly TrainerOptions Options = new() { Schedule = new LearningRateSchedule(1e-3) { WarmupSteps = 5 }, Dropout = 0f, ClippingNorm = null };

    private TinyModel _files = null!;

    [TestInitialize]
    public void WriteModel() => _files = new TinyModel();

    [TestCleanup]
    public void DeleteModel() => _files.Dispose();

    [TestMethod]
    public void ItIsTheMeanOfTheSquaresOfEachExamplesGradient()
    {
        using var run = new ToyTraining(_files, Options);
        LabeledBatch[] batches = [.. ToyExample.All[..4].Select(example => ToyExample.Collate([example]))];
        var fisher = FisherInformation.Estimate(run.Task, batches, threads: 1);
        var expected = run.Trainer.Trained.ToDictionary(path => path, path => new double[run.Parameters[path].Shape.Count]);
        foreach (var batch in batches)
        {
            // The first step of a warm-up has the rate 0: the weights stay.
            using var step = new ToyTraining(_files, Options);
            step.Trainer.Step([batch], steps: 10);
            foreach (var (path, sums) in expected)
            {
                var gradient = ToyTraining.Read(step.Trainer.GradientOf(path));
                for (var i = 0; i < sums.Length; i++)
                    sums[i] += (double)gradient[i] * gradient[i] / batches.Length;
            }
        }
        Assert.HasCount(expected.Count, fisher.Paths);
        foreach (var (path, values) in expected)
        {
            var actual = fisher[path].Span;
            for (var i = 0; i < values.Length; i++)
                Assert.AreEqual(values[i], actual[i], 1e-5 * values[i] + 1e-12, $"{path}, element {i}");
        }
        var two = FisherInformation.Estimate(run.Task, batches, threads: 2);
        foreach (var path in fisher.Paths)
            CollectionAssert.AreEqual(fisher[path].ToArray(), two[path].ToArray(), "threads");
    }

    [TestMethod]
    public void ABatchCountsByItsLabels()
    {
        using var run = new ToyTraining(_files, Options);
        var one = ToyExample.Collate([ToyExample.All[0]]);
        var twice = ToyExample.Collate([ToyExample.All[0], ToyExample.All[0]]);
        var (single, pair) = (FisherInformation.Estimate(run.Task, [one]), FisherInformation.Estimate(run.Task, [twice]));
        // log p of the pair is twice that of the one: its square is 4 times as large, for 2 labels.
        foreach (var path in single.Paths)
        {
            for (var i = 0; i < single[path].Length; i++)
                Assert.AreEqual(2 * single[path].Span[i], pair[path].Span[i], 1e-5 * single[path].Span[i] + 1e-12, $"{path}, element {i}");
        }
    }

    [TestMethod]
    public void OnlyWhatIsAskedForIsMeasured()
    {
        using var run = new ToyTraining(_files, Options);
        var fisher = FisherInformation.Estimate(run.Task, [ToyExample.Collate(ToyExample.All)], path => path.Value.StartsWith("layers/0/", StringComparison.Ordinal));
        Assert.IsTrue(fisher.Paths.All(path => path.Value.StartsWith("layers/0/", StringComparison.Ordinal)));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => FisherInformation.Estimate(run.Task, [ToyExample.Collate(ToyExample.All)], _ => false)).Message, "No parameter is measured");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => FisherInformation.Estimate(run.Task, Array.Empty<LabeledBatch>())).Message, "0 batches have no labels");
    }
}
