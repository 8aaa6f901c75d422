using System.Security.Cryptography;
using Microsoft.ML.Transfer.Forgetting;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.FineTuning;

[TestClass]
public sealed class FineTuningRunTests : IDisposable
{
    private static readonly string[] Subjects = ["the cat", "a dog", "it", "the mat"];
    private static readonly string[] Verbs = ["sat", "ran fast", "was good", "was not bad"];
    private static readonly ClassifiedText[] Examples =
        [.. Enumerable.Range(0, 26).Select(i => new ClassifiedText($"{Subjects[i % 4]} {Verbs[i / 4 % 4]} on {i}", Pair: i % 5 == 0 ? "very" : null, i % 2))];

    private static readonly FineTuningOptions Options = new() { Epochs = 3, BatchSize = 4, LearningRate = 3e-3, Dropout = 0.1f, ValidationShare = 0.25, Threads = 1 };

    private readonly TinyModel _model = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    [DataRow(1, null, DisplayName = "after the first step, by the checkpoint of the cancellation")]
    [DataRow(5, null, DisplayName = "at the end of an epoch")]
    [DataRow(7, 2, DisplayName = "with checkpoints between")]
    [DataRow(14, 3, DisplayName = "before the last step")]
    public void A_training_that_is_cancelled_goes_on_with_the_same_bits(int cancelledAfter, int? checkpointSteps)
    {
        using var whole = Train(Options);
        var options = Options with { CheckpointFolder = _folder.Path, CheckpointSteps = checkpointSteps };
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Train(options with { Progress = step => CancelAt(step, cancelledAfter, cancellation) }, cancellation.Token));

        var steps = new List<int>();
        using var resumed = Train(options with { Threads = 2, Progress = step => steps.Add(step.Step) });

        Assert.AreEqual(cancelledAfter + 1, steps[0]);
        AssertSame(whole, resumed);
        Assert.AreEqual(whole.Summary!.BestEpoch, resumed.Summary!.BestEpoch);
        CollectionAssert.AreEqual(whole.Summary.Epochs.ToArray(), resumed.Summary.Epochs.ToArray());
    }

    [TestMethod]
    public void A_training_that_is_over_gives_the_same_model_again()
    {
        var options = Options with { CheckpointFolder = _folder.Path };
        using var first = Train(options);
        using var again = Train(options with { Progress = _ => Assert.Fail("No step is left.") });

        AssertSame(first, again);
    }

    [TestMethod]
    public void A_checkpoint_of_another_training_is_refused()
    {
        var options = Options with { CheckpointFolder = _folder.Path, Epochs = 1 };
        using var first = Train(options);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => Train(options with { LearningRate = 1e-3 }));

        StringAssert.Contains(error.Message, "other options", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_damaged_checkpoint_is_refused()
    {
        var options = Options with { CheckpointFolder = _folder.Path, Epochs = 1 };
        using var first = Train(options);
        var path = Directory.GetFiles(_folder.Path).Single();
        var bytes = File.ReadAllBytes(path);
        bytes[^9] ^= 1;
        File.WriteAllBytes(path, bytes);

        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Train(options)).Message, "SHA-256", StringComparison.Ordinal);
    }

    [TestMethod]
    public void It_ends_when_nothing_becomes_better_and_keeps_the_best_epoch()
    {
        // At this rate the tiny model soon predicts one class for all.
        var results = new List<FineTuningProgress>();
        using var model = Train(Options with { Epochs = 40, Patience = 2, LearningRate = 0.05, Progress = step => results.AddRange(step.EndsEpoch ? [step] : []) });
        var summary = model.Summary!;

        Assert.IsTrue(summary.StoppedEarly);
        Assert.AreEqual(summary.BestEpoch + 2, summary.Epochs.Count);
        Assert.AreEqual(summary.BestEpoch, results.Where(result => result.Validation!.Value == results.Max(r => r.Validation!.Value)).OrderBy(result => result.Validation!.Loss).First().Epoch);
        StringAssert.Contains(results[^1].Notice!, "in 2 epochs", StringComparison.Ordinal);
    }

    [TestMethod]
    public void The_estimate_changes_no_bit_and_comes_before_the_start()
    {
        FineTuningEstimate? estimate = null;
        using var plain = Train(Options);
        using var estimated = Train(Options with { Estimate = e => estimate = e, Progress = _ => Assert.IsNotNull(estimate) });

        AssertSame(plain, estimated);
        Assert.AreEqual(15, estimate!.Steps);
        Assert.IsGreaterThan(TimeSpan.Zero, estimate.Duration);
        Assert.IsGreaterThan(1L << 20, estimate.PeakMemory);
        Assert.ThrowsExactly<OperationCanceledException>(() => Train(Options with { Estimate = _ => throw new OperationCanceledException() }));
    }

    [TestMethod]
    public void A_penalty_keeps_the_encoder_near_its_start_and_the_report_says_so()
    {
        var options = Options with { ReportsForgetting = true };
        using var free = Train(options);
        using var kept = Train(options with { Penalty = new L2Sp { Alpha = 100 } });
        var (far, near) = (free.Summary!.Forgetting!, kept.Summary!.Forgetting!);

        Assert.IsLessThan(0.7 * far.Total.Distance, near.Total.Distance);
        Assert.IsTrue(far.Parts.All(part => !part.Part.Contains("head", StringComparison.Ordinal)));
        StringAssert.Contains(kept.ModelCard, "| Against forgetting | L2Sp |", StringComparison.Ordinal);
        StringAssert.Contains(kept.ModelCard, "## How far it went", StringComparison.Ordinal);
        Assert.IsNull(Train(Options).Summary!.Forgetting);
    }

    [TestMethod]
    public void With_a_penalty_too_a_cancelled_training_goes_on_with_the_same_bits()
    {
        var options = Options with { Penalty = new L2Sp { Alpha = 1 }, ReportsForgetting = true };
        using var whole = Train(options);
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Train(options with { CheckpointFolder = _folder.Path, Progress = step => CancelAt(step, 7, cancellation) }, cancellation.Token));
        using var resumed = Train(options with { CheckpointFolder = _folder.Path });

        AssertSame(whole, resumed);
        Assert.AreEqual(whole.Summary!.Forgetting!.Total, resumed.Summary!.Forgetting!.Total);
    }

    [TestMethod]
    public void The_learning_rate_that_is_found_is_taken()
    {
        var steps = new List<FineTuningProgress>();
        var options = Options with { LearningRate = null, LearningRateSearch = new LearningRateSearch { Lowest = 1e-5, Highest = 1, Steps = 40 }, Dropout = 0 };
        ClassifiedText[] easy = [.. Enumerable.Range(0, 32).Select(i => new ClassifiedText(i % 2 == 0 ? "it was good" : "a dog ran", Pair: null, i % 2))];
        using var found = Train(options with { Progress = steps.Add }, examples: easy);
        var rate = steps.Max(step => step.LearningRate);
        using var given = Train(Options with { LearningRate = rate, Dropout = 0 }, examples: easy);

        Assert.IsTrue(rate is > 1e-4 and < 0.3, $"{rate}");
        StringAssert.Contains(steps[0].Notice!, "The loss fell fastest at the learning rate", StringComparison.Ordinal);
        AssertSame(given, found);
    }

    [TestMethod]
    public void Where_the_memory_is_too_small_batches_are_halved_and_the_steps_stay_the_same()
    {
        var options = Options with { Dropout = 0, BatchSize = 8, Epochs = 2, ValidationShare = 0 };
        var notices = new List<string>();
        using var whole = Load();
        using var small = Load();
        var wholeSummary = Run(whole, most: int.MaxValue, options);
        var smallSummary = Run(small, most: 3, options with { Progress = step => notices.AddRange(step.Notice is { } notice ? [notice] : []) });

        Assert.HasCount(1, notices);
        StringAssert.Contains(notices[0], "2 are computed together", StringComparison.Ordinal);
        Assert.AreEqual(wholeSummary.Steps, smallSummary.Steps);
        foreach (var (path, tensor) in whole.Tuned.Model.Encoder.Parameters)
        {
            var (a, b) = (Values(tensor), Values(small.Tuned.Model.Encoder.Parameters[path]));
            // The gradient of a key's bias is 0 but for rounding, and Adam makes a step of it.
            for (var i = 0; i < a.Length && !path.Value.EndsWith("key/bias", StringComparison.Ordinal); i++)
                Assert.AreEqual(a[i], b[i], 2e-4f, path.Value);
        }
    }

    [TestMethod]
    public void Where_the_memory_is_too_small_for_one_example_it_ends()
    {
        using var model = Load();
        Assert.ThrowsExactly<OutOfMemoryException>(() => Run(model, most: 0, Options));
    }

    [TestMethod]
    public void A_loss_that_is_not_finite_ends_it_with_the_last_good_weights_in_the_checkpoint()
    {
        using var model = Load();
        var options = Options with { CheckpointFolder = _folder.Path, ValidationShare = 0 };
        var error = Assert.ThrowsExactly<TrainingDivergedException>(() => Run(model, most: int.MaxValue, options, failsAt: 6));

        Assert.AreEqual(6, error.Step);
        Assert.AreEqual(5, TrainingCheckpoint.Load(Directory.GetFiles(_folder.Path).Single()).StepsTaken);
    }

    private static void CancelAt(FineTuningProgress step, int at, CancellationTokenSource cancellation)
    {
        if (step.Step == at)
            cancellation.Cancel();
    }

    private static void AssertSame(TextClassifier expected, TextClassifier actual)
    {
        foreach (var (path, tensor) in expected.Tuned.Model.Encoder.Parameters)
            CollectionAssert.AreEqual(Bits(tensor), Bits(actual.Tuned.Model.Encoder.Parameters[path]), path.Value);
    }

    private static int[] Bits(Tensor tensor) => [.. Values(tensor).Select(BitConverter.SingleToInt32Bits)];

    private static float[] Values(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }

    private static FineTuningSummary Run(SequenceModel model, int most, FineTuningOptions options, int failsAt = int.MaxValue)
    {
        SequenceExample[] examples = [.. model.Tokenize([.. Examples.Select(example => (example.Text, example.Pair))]).Zip(Examples, (sequence, example) => new SequenceExample(sequence) { Class = example.Class })];
        return new FineTuningRun<SequenceExample, LabeledBatch>(new SmallMemory(model, most, failsAt), options, seed: 3).Run(examples, [], CancellationToken.None);
    }

    private TextClassifier Train(FineTuningOptions options, CancellationToken cancellation = default, IReadOnlyList<ClassifiedText>? examples = null) =>
        TextClassifier.Train(_model.Folder, examples ?? Examples, classCount: 2, seed: 3, options, cancellationToken: cancellation);

    private SequenceModel Load() => SequenceModel.LoadNew(_model.Folder, new TunedHead(Objective.SequenceClassification, 2), seed: 3, Options, hub: null);

    /// <summary>A task that asks for a petabyte where there are more than so many sequences at once, and whose loss is no number at some step.</summary>
    private sealed class SmallMemory : IFineTuningTask<SequenceExample, LabeledBatch>, ITrainingTask<LabeledBatch>
    {
        private readonly SequenceTask _task;
        private readonly int _most;
        private readonly int _failsAt;
        private int _passes;

        public SmallMemory(SequenceModel model, int most, int failsAt)
        {
            _task = new SequenceTask(model, new HeadTask(model.Tuned.Model, model.Tuned.Head), (_, _) => throw new NotSupportedException());
            (_most, _failsAt) = (most, failsAt);
        }

        public EncoderConfig Config => _task.Config;

        ITrainingTask<LabeledBatch> IFineTuningTask<SequenceExample, LabeledBatch>.Loss => this;

        public Backend Backend => _task.Loss.Backend;

        public IReadOnlyDictionary<ParameterPath, Tensor> Parameters => _task.Loss.Parameters;

        public double WeightOf(LabeledBatch batch) => _task.Loss.WeightOf(batch);

        public Tensor Loss(Computation computation, LabeledBatch batch)
        {
            var loss = _task.Loss.Loss(computation, batch);
            if (batch.Tokens.SequenceCount > _most)
                System.Runtime.InteropServices.Marshal.AllocHGlobal((nint)1 << 50);
            return ++_passes == _failsAt ? computation.Arena.Upload([float.NaN], new Shape(1)) : loss;
        }

        public LabeledBatch Collate(IReadOnlyList<SequenceExample> examples) => _task.Collate(examples);

        public void AddTo(IncrementalHash hash, SequenceExample example) => _task.AddTo(hash, example);

        public ValidationResult Validate(IReadOnlyList<SequenceExample> examples, int? threads, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
