using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Training;

/// <summary>Training of models with disentangled attention.</summary>
[TestClass]
public sealed class DisentangledTrainingTests
{
    [TestMethod]
    [DataRow("deberta")]
    [DataRow("deberta-v2-conv")]
    [DataRow("deberta-v2-unshared")]
    [DataRow("deberta-v3")]
    public void ADebertaLearnsWithTheSameBitsOnAnyNumberOfThreads(string name)
    {
        var folder = SharedData.Require("parity", "models", name);
        var options = new TrainerOptions { Schedule = new LearningRateSchedule(2e-3, LearningRateDecay.None) { WarmupSteps = 0 }, Dropout = 0f, Seed = 3, Threads = 1 };
        var losses = Train(folder, options, steps: 12);
        Assert.IsLessThan(0.7 * losses[0], losses[^1], $"{losses[0]:G4} to {losses[^1]:G4}");
        CollectionAssert.AreEqual(losses, Train(folder, options with { Threads = 2 }, steps: 12));
        var dropped = Train(folder, options with { Dropout = 0.1f }, steps: 3);
        CollectionAssert.AreNotEqual(losses[..3], dropped);
        CollectionAssert.AreEqual(dropped, Train(folder, options with { Dropout = 0.1f, Threads = 2, RecomputesLayers = true }, steps: 3));
    }

    private static double[] Train(string folder, TrainerOptions options, int steps)
    {
        using var model = PretrainedModel.LoadWithNewHead(folder, Objective.TokenClassification, scoreCount: 3, seed: 1);
        using var trainer = new Trainer<LabeledBatch>(new HeadTask(model, model.Heads[0]), options);
        var tokens = new TokenBatchBuilder().Add([5, 6, 7, 8, 9, 10, 11]).Add([12, 13]).Add([14, 15, 16, 17]).Build();
        var batch = new LabeledBatch(tokens) { Classes = Enumerable.Range(0, 13).Select(i => i % 3).ToArray() };
        return [.. Enumerable.Range(0, steps).Select(_ => trainer.Step([batch], steps).Loss)];
    }
}
