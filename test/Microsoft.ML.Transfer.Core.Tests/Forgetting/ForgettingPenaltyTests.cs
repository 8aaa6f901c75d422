using Microsoft.ML.Transfer.Core.Tests.Training;
using Microsoft.ML.Transfer.Forgetting;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Forgetting;

[TestClass]
public sealed class ForgettingPenaltyTests
{
    private static readonly TrainerOptions Options = new() { Schedule = new LearningRateSchedule(5e-3) { WarmupSteps = 1 }, Epochs = 2, Seed = 7, ClippingNorm = null };

    private TinyModel _files = null!;

    [TestInitialize]
    public void WriteModel() => _files = new TinyModel();

    [TestCleanup]
    public void DeleteModel() => _files.Dispose();

    [TestMethod]
    public void TheStartPullsTheEncoderAnd0TheHead()
    {
        using var run = new ToyTraining(_files, Options with { Dropout = 0f, Penalty = new L2Sp { Alpha = 0.5f, Beta = 0.25f } });
        var start = run.Values();
        CheckGradient(run, (path, i, weight) => IsHead(path) ? (0.25, weight) : (0.5, weight - start[path][i]));
    }

    [TestMethod]
    public void ImportantWeightsArePulledAndOthersAreFree()
    {
        var start = ParameterValues.Of(new Dictionary<ParameterPath, Tensors.Tensor>());
        using (var begun = new ToyTraining(_files, Options))
            start = ParameterValues.Of(begun.Parameters, path => path.Value.StartsWith("layers/1/", StringComparison.Ordinal));
        var importance = new ParameterValues(start.Paths.Select((path, k) => (path, ShapeOf(path), start[path].ToArray().Select((_, i) => (i + k) % 5 / 2f).ToArray())));
        using var run = new ToyTraining(_files, Options with { Dropout = 0f, Penalty = new ElasticWeightConsolidation(importance) { Strength = 3f } });
        CheckGradient(run, (path, i, weight) => importance.Contains(path) ? (3.0 * importance[path].Span[i], weight - start[path].Span[i]) : (0, 0));
    }

    [TestMethod]
    public void ThePenaltyKeepsTheModelNearItsStart()
    {
        double Distance(ForgettingPenalty? penalty)
        {
            using var run = new ToyTraining(_files, Options with { Penalty = penalty, Epochs = 10 });
            var before = run.Values();
            run.Trainer.Run(ToyExample.Batches(10));
            return run.Values().Where(parameter => !IsHead(parameter.Key)).Sum(parameter => parameter.Value.Zip(before[parameter.Key]).Sum(pair => Math.Pow((double)pair.First - pair.Second, 2)));
        }

        Assert.IsLessThan(0.5 * Distance(null), Distance(new L2Sp { Alpha = 1f }));
    }

    [TestMethod]
    public void WhatIsFrozenHasNoPart()
    {
        using var run = new ToyTraining(_files, Options with { Penalty = new L2Sp { Alpha = 0.5f, Beta = 0.5f }, RateFactor = path => path.Value.EndsWith("output/bias", StringComparison.Ordinal) ? 1f : 0f });
        var head = run.Trainer.Trained.Single(IsHead);
        run.Parameters[head].CopyFrom([1f, 2f, 3f]);
        Assert.AreEqual(0.25 * 14, run.Trainer.Step([ToyExample.Collate(ToyExample.All)], steps: 10).Penalty, 1e-6);
        var error = Assert.ThrowsExactly<ArgumentException>(() => new ToyTraining(_files, Options with { Penalty = new L2Sp { Beta = 0f }, RateFactor = path => IsHead(path) ? 1f : 0f }));
        StringAssert.Contains(error.Message, "L2Sp says nothing of any parameter that is trained");
    }

    [TestMethod]
    public void OneThreadAndTwoGiveTheSameBits()
    {
        var options = Options with { Penalty = new L2Sp() };
        using var one = new ToyTraining(_files, options with { Threads = 1 });
        using var two = new ToyTraining(_files, options with { Threads = 2 });
        var (steps, same) = (one.Trainer.Run(ToyExample.Batches(10)), two.Trainer.Run(ToyExample.Batches(10)));
        CollectionAssert.AreEqual(steps.ToArray(), same.ToArray());
        CollectionAssert.AreEqual(one.Weights(), two.Weights());
        Assert.IsGreaterThan(0, steps[^1].Penalty);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AResumedTrainingIsDrawnToTheFirstStart(bool elastic)
    {
        using var folder = new TemporaryFolder();
        var options = Options with { Penalty = new L2Sp { Alpha = 1f }, Epochs = 3 };
        using var straight = new ToyTraining(_files, options);
        var start = ParameterValues.Of(straight.Parameters, path => !IsHead(path));
        if (elastic)
            options = options with { Penalty = new ElasticWeightConsolidation(new ParameterValues(start.Paths.Select(path => (path, ShapeOf(path), start[path].ToArray().Select(Math.Abs).ToArray())))) };
        using var whole = new ToyTraining(_files, options);
        var steps = whole.Trainer.Run(ToyExample.Batches(10));
        for (var stop = 1; stop < steps.Count; stop += 2)
        {
            using (var first = new ToyTraining(_files, options))
            {
                using var cancellation = new CancellationTokenSource();
                Assert.ThrowsExactly<OperationCanceledException>(() => first.Trainer.Run(ToyExample.Batches(10), step => CancelAt(step.Step, stop, cancellation), cancellation.Token));
                first.Trainer.Save(folder.File("training"));
            }
            using var second = new ToyTraining(_files, options);
            second.Trainer.Restore(folder.File("training"));
            CollectionAssert.AreEqual(steps.Skip(stop).ToArray(), second.Trainer.Run(ToyExample.Batches(10)).ToArray(), $"after {stop} steps");
            CollectionAssert.AreEqual(whole.Weights(), second.Weights(), $"after {stop} steps");
        }

        // A trainer that is made of the weights as they are after some steps would be drawn to those.
        using var moved = new ToyTraining(_files, Options);
        moved.Trainer.Run(ToyExample.Batches(10));
        using (var wrong = new Trainer<LabeledBatch>(moved.Task, options))
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => wrong.Restore(folder.File("training"))).Message, "not drawn to the same weights");
        using (var without = new ToyTraining(_files, Options))
            Assert.ThrowsExactly<InvalidDataException>(() => without.Trainer.Restore(folder.File("training")));
        using var right = new Trainer<LabeledBatch>(moved.Task, options with { StartingWeights = start });
        right.Restore(folder.File("training"));
        right.Run(ToyExample.Batches(10));
        CollectionAssert.AreEqual(whole.Weights(), moved.Weights());
    }

    [TestMethod]
    public void OptionsOutsideTheirRangeAreNamed()
    {
        var empty = new ParameterValues([]);
        Assert.AreEqual("Alpha", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new L2Sp { Alpha = -1f }).ParamName);
        Assert.AreEqual("Beta", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new L2Sp { Beta = float.NaN }).ParamName);
        Assert.AreEqual("Strength", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ElasticWeightConsolidation(empty) { Strength = -1f }).ParamName);
        Assert.ThrowsExactly<ArgumentNullException>(() => new ElasticWeightConsolidation(null!));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new ToyTraining(_files, Options with { Penalty = new ElasticWeightConsolidation(empty) })).Message, "says nothing of any parameter");
        var foreign = new ParameterValues([(new ParameterPath("layers/0/attention/query/weight"), new Tensors.Shape(2, 2), new float[4])]);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new ToyTraining(_files, Options with { Penalty = new ElasticWeightConsolidation(foreign) })).Message, "their shape is [2, 2]; that of the parameter [16, 16]");
    }

    [TestMethod]
    public void ValuesOutliveAFile()
    {
        using var folder = new TemporaryFolder();
        using var run = new ToyTraining(_files, Options);
        var values = ParameterValues.Of(run.Parameters);
        values.Save(folder.File("values"));
        var loaded = ParameterValues.Load(folder.File("values"));
        CollectionAssert.AreEqual(values.Paths.ToArray(), loaded.Paths.ToArray());
        foreach (var path in values.Paths)
            CollectionAssert.AreEqual(values[path].ToArray(), loaded[path].ToArray(), path.Value);
        var bytes = File.ReadAllBytes(folder.File("values"));
        bytes[^5] ^= 1;
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ParameterValues.Load(folder.Write("flipped", bytes))).Message, "SHA-256 differs");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ParameterValues.Load(Path.Combine(_files.Folder, "model.safetensors"))).Message, "does not hold values of parameters");
    }

    /// <summary>After some steps: the gradient of the next beside that of a training without the penalty at the same weights, and the penalty beside its formula.</summary>
    private void CheckGradient(ToyTraining run, Func<ParameterPath, int, float, (double Factor, double Difference)> pull)
    {
        for (var step = 0; step < 4; step++)
            run.Trainer.Step([ToyExample.Collate(ToyExample.All[..10])], steps: 10);
        var weights = run.Values();
        using var free = new ToyTraining(_files, Options with { Dropout = 0f });
        foreach (var (path, values) in weights)
            free.Parameters[path].CopyFrom(values);
        var batch = ToyExample.Collate(ToyExample.All[10..20]);
        var (pulled, plain) = (run.Trainer.Step([batch], steps: 10), free.Trainer.Step([batch], steps: 10));
        Assert.AreEqual(plain.Loss, pulled.Loss, "the loss does not count the penalty");
        var penalty = 0.0;
        foreach (var path in run.Trainer.Trained)
        {
            var (with, without) = (ToyTraining.Read(run.Trainer.GradientOf(path)), ToyTraining.Read(free.Trainer.GradientOf(path)));
            for (var i = 0; i < with.Length; i++)
            {
                var (factor, difference) = pull(path, i, weights[path][i]);
                penalty += 0.5 * factor * difference * difference;
                Assert.AreEqual(without[i] + factor * difference, with[i], 1e-6 * Math.Max(1, Math.Abs(with[i])), $"{path}, element {i}");
            }
        }
        Assert.IsGreaterThan(1e-4, penalty);
        Assert.AreEqual(penalty, pulled.Penalty, 1e-5 * penalty);
    }

    private Tensors.Shape ShapeOf(ParameterPath path)
    {
        using var model = new ToyTraining(_files, Options);
        return model.Parameters[path].Shape;
    }

    private static bool IsHead(ParameterPath path) => path.Value.StartsWith("heads/", StringComparison.Ordinal);

    private static void CancelAt(int step, int stop, CancellationTokenSource cancellation)
    {
        if (step == stop)
            cancellation.Cancel();
    }
}
