using System.Text.Json;
using Microsoft.ML.Transfer.Core.Tests.Models;
using Microsoft.ML.Transfer.Core.Tests.Training;
using Microsoft.ML.Transfer.Forgetting;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Tokenizers;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Forgetting;

[TestClass]
public sealed class ForgettingReportTests
{
    private static readonly string[] Texts = ["the cat sat on the mat.", "a dog ran very fast and it was good!", "", "it was not bad"];

    private TinyModel _files = null!;
    private TemporaryFolder _folder = null!;

    [TestInitialize]
    public void WriteModel() => (_files, _folder) = (new TinyModel(), new TemporaryFolder());

    [TestCleanup]
    public void DeleteModel()
    {
        _files.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    public void EachPartMovesByItsFormula()
    {
        using var run = new ToyTraining(_files, new TrainerOptions());
        var start = ParameterValues.Of(run.Parameters, path => !path.Value.StartsWith("heads/", StringComparison.Ordinal));
        foreach (var (path, tensor) in run.Parameters.Where(parameter => parameter.Key.Value.StartsWith("layers/1/", StringComparison.Ordinal)))
            tensor.CopyFrom([.. ToyTraining.Read(tensor).Select((value, i) => value + (i % 3 - 1) * 0.01f)]);
        var report = ForgettingReport.Compare(start, run.Parameters);

        CollectionAssert.AreEqual(new[] { "embeddings", "layer 1", "layer 2", "pooler" }, report.Parts.Select(part => part.Part).ToArray());
        Assert.AreEqual(start.Paths.Sum(path => (long)start[path].Length), report.Total.Weights);
        Assert.AreEqual(report.Total.Weights, report.Parts.Sum(part => part.Weights));
        foreach (var still in report.Parts.Where(part => !string.Equals(part.Part, "layer 2", StringComparison.Ordinal)))
            Assert.AreEqual((0.0, 0.0, 1.0), (still.Distance, still.RelativeDistance, still.Cosine), still.Part);
        var (difference, from, to, product) = (0.0, 0.0, 0.0, 0.0);
        foreach (var path in start.Paths.Where(path => path.Value.StartsWith("layers/1/", StringComparison.Ordinal)))
        {
            foreach (var (before, after) in start[path].ToArray().Zip(ToyTraining.Read(run.Parameters[path])))
            {
                difference += Math.Pow((double)after - before, 2);
                from += (double)before * before;
                to += (double)after * after;
                product += (double)before * after;
            }
        }
        var moved = report.Parts[2];
        Assert.AreEqual(Math.Sqrt(difference), moved.Distance, 1e-12);
        Assert.AreEqual(Math.Sqrt(difference / from), moved.RelativeDistance, 1e-12);
        Assert.AreEqual(product / Math.Sqrt(from * to), moved.Cosine, 1e-12);
        Assert.AreEqual(moved.Distance, report.Total.Distance, 1e-12);
        Assert.IsLessThan(0.99999, moved.Cosine);
    }

    [TestMethod]
    public void MaskedTokensAreMeasuredWithTheHeadOfTheStart()
    {
        var checkpoint = MaskedLanguageModel();
        using var model = PretrainedModel.LoadWithNewHead(checkpoint, Objective.SequenceClassification, ToyExample.Classes, seed: 4);
        var same = ForgettingReport.Measure(checkpoint, model.Encoder.Parameters, Texts, seed: 5, threads: 1);
        Assert.IsNotNull(same.Before);
        Assert.AreEqual(same.Before, same.After);
        // A whole checkpoint of the head's own loss, with the very masks.
        Assert.AreEqual(Loss(checkpoint, checkpoint), same.Before.Loss, 1e-5 * same.Before.Loss);
        Assert.AreEqual(Math.Exp(same.Before.Loss), same.Before.Perplexity);
        Assert.IsTrue(same.Before.Accuracy is >= 0 and <= 1 && same.Before.Tokens >= 3);
        Assert.AreEqual(0, same.Total.Distance);

        using (var trainer = new Trainer<LabeledBatch>(new HeadTask(model, model.Heads[0]), new TrainerOptions { Schedule = new LearningRateSchedule(1e-2) }))
            trainer.Run(ToyExample.Batches(10));
        var report = ForgettingReport.Measure(checkpoint, model.Encoder.Parameters, Texts, seed: 5, threads: 2);
        Assert.AreEqual(same.Before, report.Before, "the start is the same on any number of threads");
        Assert.AreNotEqual(report.Before!.Loss, report.After!.Loss);
        Assert.IsTrue(report.Parts.All(part => part.Distance > 0 && part.Cosine < 1));
        Assert.AreEqual(ForgettingReport.Measure(checkpoint, model.Encoder.Parameters, Texts, seed: 5).After, report.After);
        Assert.AreEqual(Loss(checkpoint, checkpoint, model.Encoder.Parameters), report.After.Loss, 1e-5 * report.After.Loss);

        var lines = report.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.HasCount(report.Parts.Count + 4, lines);
        StringAssert.StartsWith(lines[1], "embeddings");
        StringAssert.StartsWith(lines[^3], "all ");
        Assert.AreEqual($"Masked tokens after: {report.After}", lines[^1]);
        StringAssert.Contains(report.ToMarkdown(), "\n| layer 1 | ");
        StringAssert.Contains(report.ToMarkdown(), $"\n\n- Masked tokens before: {report.Before}\n");
    }

    [TestMethod]
    public void ACheckpointWithoutTheHeadHasMovementsOnly()
    {
        using var run = new ToyTraining(_files, new TrainerOptions());
        var report = ForgettingReport.Measure(_files.Folder, run.Parameters, Texts);
        Assert.IsNull(report.Before);
        Assert.IsNull(report.After);
        Assert.AreEqual(0, report.Total.Distance);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => ForgettingReport.Compare(ParameterValues.Of(run.Parameters), new Dictionary<ParameterPath, Tensor>())).Message, "of different models");
    }

    [TestMethod]
    public void TheFisherInformationOfALanguageModelIsThatOfItsMaskedTokens()
    {
        var checkpoint = MaskedLanguageModel();
        var fisher = FisherInformation.OfMaskedLanguageModel(checkpoint, Texts, seed: 5);
        Assert.IsFalse(fisher.Paths.Any(path => path.Value.StartsWith("heads/", StringComparison.Ordinal)));
        // Words are read and predicted.
        Assert.IsTrue(fisher[fisher.Paths.Single(path => path.Value.StartsWith("embeddings/word", StringComparison.Ordinal))].ToArray().Any(value => value > 0));
        using var model = PretrainedModel.LoadWithNewHead(checkpoint, Objective.SequenceClassification, ToyExample.Classes, seed: 4);
        using var trainer = new Trainer<LabeledBatch>(new HeadTask(model, model.Heads[0]), new TrainerOptions { Schedule = new LearningRateSchedule(1e-2), Penalty = new ElasticWeightConsolidation(fisher) { Strength = 10f } });
        Assert.IsGreaterThan(0, trainer.Run(ToyExample.Batches(10))[^1].Penalty);
        Assert.ThrowsExactly<NotSupportedException>(() => FisherInformation.OfMaskedLanguageModel(_files.Folder, Texts));
    }

    /// <summary>The loss of the head's own task, after other weights were put under the head where they are given.</summary>
    private static double Loss(string checkpoint, string tokenizer, IReadOnlyDictionary<ParameterPath, Tensor>? weights = null)
    {
        using var model = PretrainedModel.Load(checkpoint);
        foreach (var (path, tensor) in model.Encoder.Parameters)
        {
            if (weights is not null && weights.TryGetValue(path, out var tuned))
                tensor.CopyFrom(ToyTraining.Read(tuned));
        }
        using var trainer = new Trainer<LabeledBatch>(new HeadTask(model, model.Heads[0]));
        return trainer.Evaluate(MaskedTexts.Batches(PretrainedTokenizer.Load(tokenizer), Texts, MaskingOptions.ForMeasuring, seed: 5, maximumLength: 32, tokensPerBatch: 1000).Single());
    }

    /// <summary>A checkpoint of the tiny architecture with a head for masked tokens.</summary>
    private string MaskedLanguageModel()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(_files.Folder, "config.json")));
        var json = new ConfigReader(document.RootElement, "config.json");
        var family = ModelFamilies.Of(document.RootElement, "config.json");
        var folder = _folder.File("masked");
        using (var model = PretrainedModel.Create(family, family.ReadConfig(json), [family.Heads(json).First(head => head.Objective == Objective.MaskedLanguageModel)], new RandomParameters(3)))
            model.Save(folder);
        foreach (var file in new[] { "vocab.txt", "tokenizer_config.json" })
            File.Copy(Path.Combine(_files.Folder, file), Path.Combine(folder, file));
        return folder;
    }
}
