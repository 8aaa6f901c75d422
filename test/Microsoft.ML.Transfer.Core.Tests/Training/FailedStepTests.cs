using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Training;

/// <summary>A step that fails leaves the training as it was, so that it can be taken again.</summary>
[TestClass]
public sealed class FailedStepTests
{
    private static readonly TrainerOptions Options = new() { Schedule = new LearningRateSchedule(5e-3), Seed = 7 };

    private TinyModel _files = null!;

    [TestInitialize]
    public void WriteModel() => _files = new TinyModel();

    [TestCleanup]
    public void DeleteModel() => _files.Dispose();

    [TestMethod]
    [DataRow(Failure.BeforeTheLoss, false)]
    [DataRow(Failure.InALayer, false)]
    [DataRow(Failure.InALayer, true)]
    [DataRow(Failure.AfterTheLoss, false)]
    [DataRow(Failure.AfterTheLoss, true)]
    public void TheSameStepCanBeTakenInSmallerBatches(Failure failure, bool recomputesLayers)
    {
        var options = Options with { RecomputesLayers = recomputesLayers, Optimizer = new Adafactor() };
        LabeledBatch[] large = [Batch(0, 10), Batch(10, 20)];
        LabeledBatch[] small = [Batch(0, 5), Batch(5, 10), Batch(10, 15), Batch(15, 20)];
        using var straight = new ToyTraining(_files, options);
        var failing = default(FailingTask);
        using var interrupted = new ToyTraining(_files, options, task => failing = new FailingTask(task));
        for (var step = 0; step < 3; step++)
            Assert.AreEqual(straight.Trainer.Step(large, steps: 10), interrupted.Trainer.Step(large, steps: 10));

        var before = interrupted.Weights();
        // The first batch of the step is computed, the second is not.
        failing!.FailAt(passes: 1, failure);
        Assert.Throws<OutOfMemoryException>(() => interrupted.Trainer.Step(large, steps: 10));
        CollectionAssert.AreEqual(before, interrupted.Weights());
        Assert.AreEqual(3, interrupted.Trainer.StepsTaken);
        // Dropout is drawn as if nothing had happened.
        Assert.AreEqual(straight.Trainer.Step(small, steps: 10), interrupted.Trainer.Step(small, steps: 10));
        CollectionAssert.AreEqual(straight.Weights(), interrupted.Weights());
    }

    [TestMethod]
    public void AnEvaluationThatFailsLeavesNothingBehind()
    {
        using var straight = new ToyTraining(_files, Options);
        var failing = default(FailingTask);
        using var run = new ToyTraining(_files, Options, task => failing = new FailingTask(task));
        failing!.FailAt(passes: 0, Failure.AfterTheLoss);
        Assert.Throws<OutOfMemoryException>(() => run.Trainer.Evaluate(Batch(0, 30)));
        Assert.AreEqual(straight.Trainer.Evaluate(Batch(0, 30)), run.Trainer.Evaluate(Batch(0, 30)));
        Assert.AreEqual(straight.Trainer.Step([Batch(0, 10)], steps: 10), run.Trainer.Step([Batch(0, 10)], steps: 10));
    }

    [TestMethod]
    public void ADivergedStepCanBeTakenAgain()
    {
        using var straight = new ToyTraining(_files, Options);
        var failing = default(FailingTask);
        using var run = new ToyTraining(_files, Options, task => failing = new FailingTask(task));
        failing!.FailAt(passes: 1, Failure.NoNumber);
        var error = Assert.ThrowsExactly<TrainingDivergedException>(() => run.Trainer.Step([Batch(0, 10), Batch(10, 20)], steps: 10));
        Assert.AreEqual(2, error.Batch);
        Assert.AreEqual(straight.Trainer.Step([Batch(0, 20)], steps: 10), run.Trainer.Step([Batch(0, 20)], steps: 10));
        CollectionAssert.AreEqual(straight.Weights(), run.Weights());
    }

    private static LabeledBatch Batch(int first, int end) => ToyExample.Collate(ToyExample.All[first..end]);

    public enum Failure
    {
        BeforeTheLoss,
        InALayer,
        AfterTheLoss,
        NoNumber,
    }

    /// <summary>A task that has no memory for one pass.</summary>
    private sealed class FailingTask(ITrainingTask<LabeledBatch> task) : ITrainingTask<LabeledBatch>
    {
        private Failure _failure;
        private int _left = -1;

        public Backend Backend => task.Backend;

        public IReadOnlyDictionary<ParameterPath, Tensor> Parameters => task.Parameters;

        /// <param name="passes">How many passes succeed before.</param>
        /// <param name="failure">Where in the pass it fails.</param>
        public void FailAt(int passes, Failure failure) => (_left, _failure) = (passes, failure);

        public double WeightOf(LabeledBatch batch) => task.WeightOf(batch);

        public Tensor Loss(Computation computation, LabeledBatch batch)
        {
            var fails = _left-- == 0;
#pragma warning disable MA0012 // What an allocation throws.
            if (fails && _failure == Failure.BeforeTheLoss)
                throw new OutOfMemoryException();
            if (fails && _failure == Failure.InALayer)
                computation.Layer(() => throw new InsufficientMemoryException());
            var loss = task.Loss(computation, batch);
            if (fails && _failure == Failure.AfterTheLoss)
                throw new InsufficientMemoryException();
#pragma warning restore MA0012
            if (fails && _failure == Failure.NoNumber)
                loss.CopyFrom([float.NaN]);
            return loss;
        }
    }
}
