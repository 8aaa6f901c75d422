using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Training;

/// <summary>Training of a tiny model on a toy task: which of three words a text holds.</summary>
[TestClass]
public sealed class TrainerTests
{
    private static readonly TrainerOptions Options = new() { Schedule = new LearningRateSchedule(5e-3), Epochs = 3, Seed = 7 };

    private TinyModel _files = null!;

    [TestInitialize]
    public void WriteModel() => _files = new TinyModel();

    [TestCleanup]
    public void DeleteModel() => _files.Dispose();

    [TestMethod]
    [DataRow("adamw", 5e-3)]
    [DataRow("sgd", 0.2)]
    [DataRow("adafactor", 1e-2)]
    public void AToyTaskIsLearned(string optimizer, double rate)
    {
        using var run = new ToyTraining(_files, Options with
        {
            Epochs = 60,
            Dropout = 0f,
            Schedule = new LearningRateSchedule(rate),
            Optimizer = optimizer switch { "adamw" => new AdamW(), "sgd" => new Sgd(), _ => new Adafactor() },
        });
        var steps = run.Trainer.Run(ToyExample.Batches(10));
        Assert.HasCount(180, steps);
        Assert.IsGreaterThan(0.8, steps[0].Loss, "before");
        Assert.IsLessThan(0.1, run.Trainer.Evaluate(ToyExample.Collate(ToyExample.All)), "after");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void OneThreadAndTwoGiveTheSameBits(bool recomputesLayers)
    {
        var options = Options with { RecomputesLayers = recomputesLayers };
        var one = Train(options with { Threads = 1 });
        var two = Train(options with { Threads = 2 });
        CollectionAssert.AreEqual(one.Losses, two.Losses);
        CollectionAssert.AreEqual(one.Weights, two.Weights);
    }

    [TestMethod]
    public void LayersThatAreComputedAgainGiveTheSameBits()
    {
        var kept = Train(Options);
        var again = Train(Options with { RecomputesLayers = true });
        CollectionAssert.AreEqual(kept.Losses, again.Losses);
        CollectionAssert.AreEqual(kept.Weights, again.Weights);
    }

    [TestMethod]
    public void AnotherSeedDropsOthers() => CollectionAssert.AreNotEqual(Train(Options).Losses, Train(Options with { Seed = 8 }).Losses);

    [TestMethod]
    public void AccumulatedBatchesAreOneBatch()
    {
        var options = Options with { Dropout = 0f };
        var whole = Train(options, ToyExample.Batches(10));
        // Of 5 and 5; the weights differ by the rounding of sums in another order, which AdamW enlarges where gradients are near 0.
        var halves = Train(options, ToyExample.Batches(5, accumulation: 2));
        Assert.HasCount(whole.Losses.Length, halves.Losses);
        for (var i = 0; i < whole.Losses.Length; i++)
            Assert.AreEqual(whole.Losses[i], halves.Losses[i], 1e-5 * whole.Losses[i], $"loss {i}");
        // Neither does it matter how the examples are split.
        using var split = new ToyTraining(_files, options);
        using var together = new ToyTraining(_files, options);
        var uneven = split.Trainer.Step([ToyExample.Collate(ToyExample.All[..3]), ToyExample.Collate(ToyExample.All[3..10])], steps: 10);
        Assert.AreEqual(together.Trainer.Step([ToyExample.Collate(ToyExample.All[..10])], steps: 10).GradientNorm, uneven.GradientNorm, 1e-5 * uneven.GradientNorm);
    }

    [TestMethod]
    public void AResumedTrainingGivesTheBitsOfAnUninterruptedOne()
    {
        using var folder = new TemporaryFolder();
        var straight = Train(Options);
        for (var stop = 1; stop < straight.Losses.Length; stop += 3)
        {
            using (var first = new ToyTraining(_files, Options))
            {
                using var cancellation = new CancellationTokenSource();
                Assert.ThrowsExactly<OperationCanceledException>(() => first.Trainer.Run(ToyExample.Batches(10), step => CancelAt(step.Step, stop, cancellation), cancellation.Token));
                Assert.AreEqual(stop, first.Trainer.StepsTaken, "ends within a step");
                first.Trainer.Save(folder.File("training"));
            }
            using var second = new ToyTraining(_files, Options);
            second.Trainer.Restore(folder.File("training"));
            var rest = second.Trainer.Run(ToyExample.Batches(10));
            CollectionAssert.AreEqual(straight.Losses[stop..], rest.Select(step => step.Loss).ToArray(), $"after {stop} steps");
            CollectionAssert.AreEqual(straight.Weights, second.Weights(), $"after {stop} steps");
        }
    }

    [TestMethod]
    public void ADamagedOrForeignCheckpointChangesNothing()
    {
        using var folder = new TemporaryFolder();
        using var run = new ToyTraining(_files, Options);
        run.Trainer.Save(folder.File("training"));
        var before = run.Weights();

        var bytes = File.ReadAllBytes(folder.File("training"));
        bytes[^5] ^= 1;
        var error = Assert.ThrowsExactly<InvalidDataException>(() => run.Trainer.Restore(folder.Write("flipped", bytes)));
        StringAssert.Contains(error.Message, "SHA-256 differs");
        Assert.ThrowsExactly<InvalidDataException>(() => run.Trainer.Restore(folder.Write("cut", bytes[..^9])));
        error = Assert.ThrowsExactly<InvalidDataException>(() => run.Trainer.Restore(Path.Combine(_files.Folder, "model.safetensors")));
        StringAssert.Contains(error.Message, "no saved training");
        using var other = new ToyTraining(_files, Options with { Optimizer = new Sgd() });
        error = Assert.ThrowsExactly<InvalidDataException>(() => other.Trainer.Restore(folder.File("training")));
        StringAssert.Contains(error.Message, "with 2 tensors of the optimizer; this one has");
        CollectionAssert.AreEqual(before, run.Weights());
    }

    [TestMethod]
    public void ATrainedModelIsACheckpointFolder()
    {
        using var folder = new TemporaryFolder();
        using var run = new ToyTraining(_files, Options);
        run.Trainer.Run(ToyExample.Batches(10));
        run.Model.Save(folder.File("model"), ["none", "some", "all"]);
        using var loaded = PretrainedModel.Load(folder.File("model"));
        using var trainer = new Trainer<LabeledBatch>(new HeadTask(loaded, loaded.Heads.Single()), Options);
        Assert.AreEqual(run.Trainer.Evaluate(ToyExample.Collate(ToyExample.All)), trainer.Evaluate(ToyExample.Collate(ToyExample.All)));
        StringAssert.Contains(File.ReadAllText(Path.Combine(folder.File("model"), "config.json")), "\"1\": \"some\"");
        Assert.ThrowsExactly<ArgumentException>(() => run.Model.Save(folder.File("other"), ["none"]));
        Assert.IsFalse(Directory.Exists(folder.File("other")));
    }

    [TestMethod]
    public void FrozenParametersStay()
    {
        using var run = new ToyTraining(_files, Options with { RateFactor = path => path.Value.StartsWith("layers/1/", StringComparison.Ordinal) || path.Value.StartsWith("heads/", StringComparison.Ordinal) ? 1f : 0f });
        var before = run.Values();
        run.Trainer.Run(ToyExample.Batches(10));
        var after = run.Values();
        foreach (var (path, values) in before)
        {
            var moved = !values.AsSpan().SequenceEqual(after[path]);
            Assert.AreEqual(run.Trainer.Trained.Contains(path), moved, path.Value);
        }
        var error = Assert.ThrowsExactly<ArgumentException>(() => new ToyTraining(_files, Options with { RateFactor = _ => 0f }));
        StringAssert.Contains(error.Message, "Every parameter is frozen");
    }

    [TestMethod]
    public void ALossThatIsNoNumberEndsTheTrainingWithTheLastGoodWeights()
    {
        using var run = new ToyTraining(_files, Options with { ClippingNorm = null });
        run.Trainer.Run(ToyExample.Batches(10));
        var before = run.Weights();
        var gain = run.Model.Encoder.Parameters[new ParameterPath("embeddings/norm/weight")];
        var good = new float[gain.Shape.Count];
        gain.CopyTo(good);
        gain.CopyFrom([.. good.Select(_ => float.NaN)]);
        var error = Assert.ThrowsExactly<TrainingDivergedException>(() => run.Trainer.Step([ToyExample.Collate(ToyExample.All[..4])], steps: 20));
        Assert.AreEqual(10, error.Step);
        Assert.AreEqual(1, error.Batch);
        gain.CopyFrom(good);
        CollectionAssert.AreEqual(before, run.Weights());
    }

    [TestMethod]
    public void OptionsOutsideTheirRangeAreNamed()
    {
        foreach (var (options, name) in new (TrainerOptions, string)[]
        {
            (Options with { Epochs = 0 }, "Epochs"),
            (Options with { Dropout = 1f }, "Dropout"),
            (Options with { ClippingNorm = 0 }, "ClippingNorm"),
            (Options with { Threads = 0 }, "Threads"),
            (Options with { Schedule = new LearningRateSchedule(0) }, "Peak"),
            (Options with { Schedule = new LearningRateSchedule(1) { WarmupFraction = 2 } }, "WarmupFraction"),
        })
        {
            Assert.AreEqual(name, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ToyTraining(_files, options)).ParamName);
        }
    }

    [TestMethod]
    public void ALabelOutsideTheClassesIsNamed()
    {
        using var run = new ToyTraining(_files, Options);
        var batch = ToyExample.Collate(ToyExample.All[..2]) with { Classes = new[] { 1, ToyExample.Classes } };
        var error = Assert.ThrowsExactly<ArgumentException>(() => run.Trainer.Step([batch], steps: 1));
        StringAssert.Contains(error.Message, "the label 3 of row 1 is none of the classes 0 to 2");
    }

    [TestMethod]
    public void EveryEpochHasEachExampleOnceInAnOrderOfItsOwn()
    {
        var batches = new ShuffledBatches<int, int[]>([.. Enumerable.Range(0, 23)], batchSize: 4, seed: 3, examples => [.. examples], accumulation: 2);
        Assert.AreEqual(3, batches.StepsPerEpoch);
        int[] Epoch(int epoch) => [.. Enumerable.Range(0, 3).SelectMany(step => batches.Step(epoch, step)).SelectMany(batch => batch)];
        var (first, second) = (Epoch(0), Epoch(1));
        CollectionAssert.AreEqual(Enumerable.Range(0, 23).ToArray(), first.Order().ToArray());
        CollectionAssert.AreEqual(Enumerable.Range(0, 23).ToArray(), second.Order().ToArray());
        CollectionAssert.AreNotEqual(first, second);
        CollectionAssert.AreEqual(first, Epoch(0));
    }

    private static void CancelAt(int step, int stop, CancellationTokenSource cancellation)
    {
        if (step == stop)
            cancellation.Cancel();
    }

    private (double[] Losses, float[] Weights) Train(TrainerOptions options, ShuffledBatches<ToyExample, LabeledBatch>? batches = null)
    {
        using var run = new ToyTraining(_files, options);
        return ([.. run.Trainer.Run(batches ?? ToyExample.Batches(10)).Select(step => step.Loss)], run.Weights());
    }
}
