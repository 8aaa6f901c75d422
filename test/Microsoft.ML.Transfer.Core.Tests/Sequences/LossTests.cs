using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Sequences;

/// <summary>The losses of a head whose scores are known: its weights are 0, so that the scores of any text are its biases.</summary>
[TestClass]
public sealed class LossTests
{
    [TestMethod]
    public void Cross_entropy_of_one_class()
    {
        // Probabilities 1/6, 1/3, 1/2.
        float[] scores = [0, MathF.Log(2), MathF.Log(3)];
        Assert.AreEqual(Math.Log(2), LossOf(HeadLoss.OneClass, scores, [Class(2)]), 1e-6);
        Assert.AreEqual((Math.Log(6) + Math.Log(2)) / 2, LossOf(HeadLoss.OneClass, scores, [Class(0), Class(2)]), 1e-6);
        // A smoothing of 0.3 gives each class a tenth beside the 0.7 of the right one.
        Assert.AreEqual(0.1 * Math.Log(6) + 0.1 * Math.Log(3) + 0.8 * Math.Log(2), LossOf(HeadLoss.OneClass, scores, [Class(2)], smoothing: 0.3f), 1e-6);
        Assert.AreEqual((1 * Math.Log(6) + 3 * Math.Log(2)) / 4, LossOf(HeadLoss.OneClass, scores, [Class(0), Class(2)], weights: [1, 2, 3]), 1e-6);
    }

    [TestMethod]
    public void Squared_error_of_a_number() =>
        Assert.AreEqual((1.5 * 1.5 + 0.5 * 0.5) / 2, LossOf(HeadLoss.Numbers, [2.5f], [Targets(1), Targets(3)]), 1e-6);

    [TestMethod]
    public void Binary_cross_entropy_of_labels()
    {
        // Probabilities 1/2 and 3/4.
        float[] scores = [0, MathF.Log(3)];
        Assert.AreEqual((Math.Log(2) + Math.Log(4)) / 2, LossOf(HeadLoss.ManyLabels, scores, [Targets(1, 0)]), 1e-6);
        Assert.AreEqual((2 * Math.Log(2) + Math.Log(4.0 / 3) + Math.Log(4)) / 4, LossOf(HeadLoss.ManyLabels, scores, [Targets(1, 1), Targets(0, 0)]), 1e-6);
    }

    [TestMethod]
    public void The_scale_is_taken_out_and_put_back()
    {
        var scale = TargetScale.Of([2, 4, 4, 6], isCentred: true);
        Assert.AreEqual(4, scale.Mean);
        Assert.AreEqual(Math.Sqrt(2), scale.Deviation, 1e-12);
        Assert.AreEqual(MathF.Sqrt(2), scale.Standardize(6), 1e-6f);
        Assert.AreEqual(Math.Sqrt(18), TargetScale.Of([2, 4, 4, 6], isCentred: false).Deviation, 1e-12);
        Assert.AreEqual(new TargetScale(7, 1), TargetScale.Of([7, 7], isCentred: true));

        using var files = new TinyModel();
        using var model = Load(files, 1);
        var texts = model.Tokenize([("the cat", null), ("a dog ran", "fast")]);
        var before = model.Score(texts, threads: 1, CancellationToken.None);
        new TargetScale(100, 8).FoldInto(model.Tuned);
        var after = model.Score(texts, threads: 1, CancellationToken.None);
        Assert.AreNotEqual(before[0], before[1]);
        for (var i = 0; i < 2; i++)
            Assert.AreEqual(8 * before[i] + 100, after[i], 1e-4f);
    }

    private static SequenceExample Class(int value) => new(new TextWindow(0, [2, 5, 3], [0, 0, 0], Weight: 1f)) { Class = value };

    private static SequenceExample Targets(params float[] values) => Class(0) with { Targets = values };

    private static SequenceModel Load(TinyModel files, int scores) =>
        SequenceModel.LoadNew(files.Folder, new TunedHead(Objective.SequenceClassification, scores), seed: 1, new FineTuningOptions(), hub: null);

    private static double LossOf(HeadLoss loss, float[] scores, SequenceExample[] examples, float smoothing = 0, params float[] weights)
    {
        using var files = new TinyModel();
        using var model = Load(files, scores.Length);
        var parameters = model.Tuned.Model.Encoder.Parameters;
        var output = new ParameterPath("heads/SequenceClassification/output");
        parameters[output / "weight"].CopyFrom(new float[parameters[output / "weight"].Shape.Count]);
        parameters[output / "bias"].CopyFrom(scores);
        var task = new SequenceTask(model, new HeadTask(model.Tuned.Model, model.Tuned.Head, loss, smoothing, weights), (_, _) => throw new InvalidOperationException(), "");
        using var trainer = new Trainer<LabeledBatch>(task.Loss, new TrainerOptions { Schedule = new LearningRateSchedule(1e-3), Epochs = 1, Seed = 1 });
        return trainer.Evaluate(task.Collate(examples));
    }
}
