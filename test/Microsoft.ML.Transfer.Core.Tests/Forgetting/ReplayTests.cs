using Microsoft.ML.Transfer.Core.Tests.Training;
using Microsoft.ML.Transfer.Forgetting;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Forgetting;

[TestClass]
public sealed class ReplayTests
{
    private static readonly TrainerOptions Options = new() { Schedule = new LearningRateSchedule(5e-3) { WarmupSteps = 1 }, Seed = 7, Dropout = 0f };

    private TinyModel _files = null!;

    [TestInitialize]
    public void WriteModel() => _files = new TinyModel();

    [TestCleanup]
    public void DeleteModel() => _files.Dispose();

    [TestMethod]
    public void EveryKthStepRehearsesTheEarlierTaskInItsOrder()
    {
        using var run = new ToyTraining(_files, Options);
        var (batches, earlier) = (ToyExample.Batches(5), Some(ToyExample.All[..9], 3));
        var replay = new Replay<LabeledBatch, LabeledBatch>(run.Task, batches, run.Task, earlier, every: 4);
        Assert.AreEqual(6, replay.StepsPerEpoch);
        var rehearsals = 0;
        for (var step = 0; step < 18; step++)
        {
            var mixed = replay.Step(step / 6, step % 6);
            Assert.IsFalse(mixed[0].IsEarlier);
            CollectionAssert.AreEqual(batches.Step(step / 6, step % 6)[0].Classes.ToArray(), mixed[0].New!.Classes.ToArray());
            Assert.HasCount((step + 1) % 4 == 0 ? 2 : 1, mixed, $"step {step}");
            if (mixed.Count == 1)
                continue;
            Assert.IsTrue(mixed[1].IsEarlier);
            CollectionAssert.AreEqual(earlier.Step(rehearsals / 3, rehearsals % 3)[0].Tokens.Ids.ToArray(), mixed[1].Earlier!.Tokens.Ids.ToArray(), $"rehearsal {rehearsals}");
            rehearsals++;
        }
        Assert.AreEqual(4, rehearsals);
    }

    [TestMethod]
    public void AStepMinimisesTheWeightedMeanOfBothLosses()
    {
        using var run = new ToyTraining(_files, Options);
        // Two batches a step, of 4 and 4; the examples of either task count alike among themselves.
        var replay = new Replay<LabeledBatch, LabeledBatch>(run.Task, Some(ToyExample.All[..8], 4, accumulation: 2), run.Task, Some(ToyExample.All[10..25], 15), every: 1, weight: 0.25);
        using var trainer = new Trainer<ReplayBatch<LabeledBatch, LabeledBatch>>(replay, Options);
        var (loss, earlier) = (run.Trainer.Evaluate(ToyExample.Collate(ToyExample.All[..8])), run.Trainer.Evaluate(ToyExample.Collate(ToyExample.All[10..25])));
        Assert.AreEqual((loss + 0.25 * earlier) / 1.25, trainer.Step(replay.Step(0, 0), steps: 10).Loss, 1e-5 * loss);
    }

    [TestMethod]
    public void WhatIsRehearsedIsNotForgotten()
    {
        // The new examples are of one class only, which unlearns the others.
        ToyExample[] one = [.. ToyExample.All.Where(example => example.Class == 0)];
        double EarlierLoss(bool rehearses)
        {
            using var run = new ToyTraining(_files, Options with { Epochs = 40 });
            run.Trainer.Run(ToyExample.Batches(10));
            var after = Options with { Epochs = 30 };
            if (rehearses)
            {
                var replay = new Replay<LabeledBatch, LabeledBatch>(run.Task, Some(one, 5), run.Task, ToyExample.Batches(10), every: 2);
                using var trainer = new Trainer<ReplayBatch<LabeledBatch, LabeledBatch>>(replay, after);
                trainer.Run(replay);
            }
            else
            {
                using var trainer = new Trainer<LabeledBatch>(run.Task, after);
                trainer.Run(Some(one, 5));
            }
            return run.Trainer.Evaluate(ToyExample.Collate(ToyExample.All));
        }

        Assert.IsLessThan(0.5 * EarlierLoss(rehearses: false), EarlierLoss(rehearses: true));
    }

    [TestMethod]
    public void TasksOfDifferentModelsAreRefused()
    {
        using var run = new ToyTraining(_files, Options);
        using var other = new ToyTraining(_files, Options);
        var batches = ToyExample.Batches(10);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => new Replay<LabeledBatch, LabeledBatch>(run.Task, batches, other.Task, batches)).Message, "must share the model itself");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Replay<LabeledBatch, LabeledBatch>(run.Task, batches, run.Task, batches, every: 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Replay<LabeledBatch, LabeledBatch>(run.Task, batches, run.Task, batches, weight: 0));
    }

    private static ShuffledBatches<ToyExample, LabeledBatch> Some(ToyExample[] examples, int size, int accumulation = 1) => new(examples, size, seed: 6, ToyExample.Collate, accumulation);
}
