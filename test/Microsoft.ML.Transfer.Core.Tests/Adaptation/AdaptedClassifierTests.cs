using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.Transfer.Adaptations;
using Microsoft.ML.Transfer.Core.Tests.Models;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Adaptations;

/// <summary>Adaptations from the training to the archive and back.</summary>
[TestClass]
public sealed class AdaptedClassifierTests
{
    private static readonly ClassifiedText[] Examples =
        [.. Enumerable.Range(0, 24).Select(i => new ClassifiedText((i % 2 == 0 ? "the cat " : "a dog ") + (i % 3 == 0 ? "sat on the mat" : "ran fast") + (i % 5 == 0 ? " and it was good" : ""), Pair: null, i % 2))];

    private static readonly (string?, string?)[] Texts = [.. Examples.Select(example => (example.Text, example.Pair))];

    [TestMethod]
    [DataRow("lora:4", false)]
    [DataRow("lora:4:dropout=0.1:targets=*+probe:2", false)]
    [DataRow("adapters:8+unfreeze", true)]
    [DataRow("prefix:4", true)]
    [DataRow("prompt:4+probe:1", true)]
    [DataRow("ia3+decay:0.9", false)]
    [DataRow("bitfit+unfreeze", false)]
    [DataRow("top:1+decay:0.5", false)]
    [DataRow("all+decay:0.8+unfreeze+probe:1", false)]
    public void AModelLearnsAndIsRestoredToTheSameBits(string text, bool hasAdapter)
    {
        using var files = new TinyModel();
        var options = new FineTuningOptions { Adaptation = Adaptation.Parse(text), Epochs = 12, BatchSize = 4, LearningRate = 1e-2, Dropout = 0, ValidationShare = 0.25 };
        using var classifier = TextClassifier.Train(files.Folder, Examples, 2, seed: 1, options);
        var probabilities = classifier.Predict(Texts);
        var epochs = classifier.Summary!.Epochs;
        Assert.IsLessThan(0.98 * epochs[0].Loss, epochs[^1].Loss, "learned");

        var archive = classifier.ToArchive(["cat", "dog"]);
        Assert.AreEqual(hasAdapter, archive.ContainsKey("adapter.safetensors"));
        using var restored = TextClassifier.FromArchive(archive, "model");
        CollectionAssert.AreEqual(probabilities, restored.Predict(Texts));
        CollectionAssert.AreEqual(archive["model.safetensors"].ToArray(), restored.ToArchive(["cat", "dog"])["model.safetensors"].ToArray(), "and can be saved again");
        CollectionAssert.AreEquivalent(archive.Keys.ToArray(), restored.ToArchive(["cat", "dog"]).Keys.ToArray());
    }

    [TestMethod]
    [DataRow("lora:2:dropout=0.2+unfreeze")]
    [DataRow("adapters:4+probe:1")]
    [DataRow("prefix:2+decay:0.5")]
    public void ATrainingThatWasCancelledGoesOnWithTheSameBits(string text)
    {
        using var files = new TinyModel();
        var options = new FineTuningOptions { Adaptation = Adaptation.Parse(text), Epochs = 3, BatchSize = 8, LearningRate = 1e-2, ValidationShare = 0.25, RecomputesLayers = true };
        using var straight = TextClassifier.Train(files.Folder, Examples, 2, seed: 1, options with { Threads = 1 });
        var expected = straight.Predict(Texts);
        for (var stop = 1; stop < straight.Summary!.Steps; stop += 2)
        {
            using var folder = new TemporaryFolder();
            using var cancellation = new CancellationTokenSource();
            var saved = options with { CheckpointFolder = folder.File("checkpoint"), Threads = 2 };
            Assert.ThrowsExactly<OperationCanceledException>(() => TextClassifier.Train(
                files.Folder, Examples, 2, seed: 1, saved with { Progress = progress => CancelAt(progress.Step, stop, cancellation) }, cancellationToken: cancellation.Token));
            using var resumed = TextClassifier.Train(files.Folder, Examples, 2, seed: 1, saved);
            CollectionAssert.AreEqual(expected, resumed.Predict(Texts), $"after {stop} steps");
        }
    }

    [TestMethod]
    [DataRow("adapters:9", "expected [9, 16], found [8, 16]")]
    [DataRow("prefix:8", "is missing")]
    [DataRow("lots", "'lots' is no adaptation")]
    [DataRow("adapters:1000000000", "Expected from 1 to 65536")]
    public void ADamagedArchiveIsRefused(string adaptation, string message)
    {
        using var files = new TinyModel();
        using var classifier = TextClassifier.Train(files.Folder, Examples, 2, seed: 1, new FineTuningOptions { Adaptation = Adaptation.Bottleneck(8), Epochs = 1 });
        var archive = classifier.ToArchive(["cat", "dog"]).ToDictionary(StringComparer.Ordinal);
        var task = Encoding.UTF8.GetString(archive["task.json"].Span);
        StringAssert.Contains(task, "\"adapters:8\"");
        archive["task.json"] = Encoding.UTF8.GetBytes(task.Replace("adapters:8", adaptation, StringComparison.Ordinal));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => TextClassifier.FromArchive(archive, "model")).Message, message);
    }

    [TestMethod]
    public void AnArchiveWithoutItsAdapterIsRefused()
    {
        using var files = new TinyModel();
        using var classifier = TextClassifier.Train(files.Folder, Examples, 2, seed: 1, new FineTuningOptions { Adaptation = Adaptation.Prompt(2), Epochs = 1 });
        var archive = classifier.ToArchive(["cat", "dog"]).ToDictionary(StringComparer.Ordinal);
        archive.Remove("adapter.safetensors");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => TextClassifier.FromArchive(archive, "model")).Message, "adapter.safetensors");
    }

    [TestMethod]
    public void ATrainingOfModulesThatAreNotThereIsRefused()
    {
        using var adapted = new AdaptedModel("bert", adaptation: null);
        var run = new FineTuningRun<int, LabeledBatch>(new Task(adapted), new FineTuningOptions { Adaptation = Adaptation.LowRank() }, seed: 1);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => run.Run([0], [], default)).Message, "without the modules of the adaptation lora:8");
    }

    /// <summary>Of the families of the reference models: merged and unmerged scores.</summary>
    [TestMethod]
    [DataRow("bert")]
    [DataRow("roberta")]
    [DataRow("albert")]
    [DataRow("distilbert")]
    [DataRow("electra")]
    [DataRow("modernbert")]
    [DataRow("mpnet")]
    public void MergedReferenceModelsScoreTheSame(string family)
    {
        var root = SharedData.Require("parity", "models");
        var folder = Directory.EnumerateFiles(root, "config.json", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains($"\"model_type\": \"{family}\"", StringComparison.Ordinal)).Select(file => Path.GetDirectoryName(file)!).Order(StringComparer.Ordinal).FirstOrDefault();
        if (folder is null)
            Skip.Because($"there is no reference model of type {family}");
        foreach (var text in new[] { "lora:8:targets=*", "ia3" })
        {
            using var model = PretrainedModel.LoadAdapted(folder!, Objective.SequenceClassification, 3, seed: 4, Adaptation.Parse(text));
            FillAdded(model, text);
            var before = Scores(model);
            model.MergeAdaptation();
            var after = Scores(model);
            Assert.IsEmpty(model.AdapterTensors());
            for (var i = 0; i < before.Length; i++)
                Assert.AreEqual(before[i], after[i], 1e-5f * Math.Max(1, Math.Abs(before[i])), $"{text}: score {i}");
        }
    }

    /// <summary>Of the shipped encoder: few parameters learn, and merged they score the same.</summary>
    [TestMethod]
    public void TheShippedEncoderIsAdaptedByFewParametersAndMerges()
    {
        using var tuned = TunedModel.LoadNew("transfer-mini-en", new TunedHead(Objective.SequenceClassification, 6), seed: 4, hub: null, new FineTuningOptions { Adaptation = Adaptation.LowRank(8) });
        var (added, all) = (Count(AddedPaths.Contains), Count(path => !TunedModel.IsOfHead(path) && !AddedPaths.Contains(path)));
        Assert.AreEqual(4 * 2 * 2 * 8 * 256, added);
        Assert.IsLessThan(0.01 * all, added);
        FillAdded(tuned.Model, "lora:8");
        using var model = SequenceModel.Create(tuned, maximumLength: null);
        (string?, string?)[] texts = [("What is the capital of Norway ?", null), ("How many people live in the city?", null), ("a stirring , funny and finally transporting re-imagining of beauty and the beast", null), ("", null)];
        var before = model.Score(model.Tokenize(texts), threads: 1, default);
        tuned.Model.MergeAdaptation();
        Assert.AreEqual(0, Count(AddedPaths.Contains));
        var after = model.Score(model.Tokenize(texts), threads: 1, default);
        for (var i = 0; i < before.Length; i++)
            Assert.AreEqual(before[i], after[i], 1e-5f * Math.Max(1, Math.Abs(before[i])), $"score {i}");

        long Count(Func<Parameters.ParameterPath, bool> isCounted) => tuned.Model.Encoder.Parameters.Where(parameter => isCounted(parameter.Key)).Sum(parameter => (long)parameter.Value.Shape.Count);
    }

    /// <summary>Gives what an adaptation put in numbers as large as a training makes them.</summary>
    private static void FillAdded(PretrainedModel model, string adaptation)
    {
        var (center, spread) = adaptation is "ia3" ? (1f, 0.3f) : (0f, 0.1f);
        foreach (var (path, tensor) in model.Encoder.Parameters.Where(parameter => AddedPaths.Contains(parameter.Key)).ToList())
        {
            var values = new float[tensor.Shape.Count];
            new RandomParameters(2).Fill(path, tensor.Shape, Parameters.Initialization.Normal, values);
            tensor.CopyFrom([.. values.Select(value => center + spread * value)]);
        }
    }

    private static void CancelAt(int step, int stop, CancellationTokenSource cancellation)
    {
        if (step == stop)
            cancellation.Cancel();
    }

    private static float[] Scores(PretrainedModel model)
    {
        using var states = model.Encoder.Forward(TinyFamilies.Pack(TinyFamilies.Sequences));
        var scores = model.Heads[0].Forward(states);
        var values = new float[scores.Shape.Count];
        scores.CopyTo(values);
        return values;
    }

    private sealed class Task(AdaptedModel model) : IFineTuningTask<int, LabeledBatch>
    {
        public EncoderConfig Config => model.Config;

        public ITrainingTask<LabeledBatch> Loss { get; } = new HeadTask(model.Model, model.Model.Heads[0]);

        public LabeledBatch Collate(IReadOnlyList<int> examples) => AdaptedModel.Batch;

        public void AddTo(IncrementalHash hash, int example)
        {
        }

        public ValidationResult Validate(IReadOnlyList<int> examples, int? threads, CancellationToken cancellation) => throw new InvalidOperationException();
    }
}
