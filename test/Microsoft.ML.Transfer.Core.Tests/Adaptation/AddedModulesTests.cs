using System.Globalization;
using Microsoft.ML.Transfer.Adaptations;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Core.Tests.Models;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Adaptations;

/// <summary>What adaptations put into a model.</summary>
[TestClass]
public sealed class AddedModulesTests
{
    private const string AllLayers = "lora:4:alpha=3:targets=*";

    public static IEnumerable<object[]> Families => AdaptedModel.Families;

    /// <summary>Those whose attention has a place for a prefix.</summary>
    private static readonly string[] WithPrefix = ["albert", "bert", "distilbert", "electra", "roberta"];

    [TestMethod]
    [DynamicData(nameof(Families))]
    public void AModelStartsUnchanged(string family)
    {
        using var plain = new AdaptedModel(family, adaptation: null);
        foreach (var text in new[] { "lora:8", AllLayers, "adapters:5", "ia3", "all", "head" })
        {
            using var adapted = new AdaptedModel(family, Adaptation.Parse(text));
            CollectionAssert.AreEqual(plain.Scores(), adapted.Scores(), text);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Families))]
    public void WhatIsMergedComputesTheSame(string family)
    {
        using var plain = new AdaptedModel(family, adaptation: null);
        foreach (var text in new[] { "lora:3", AllLayers, "ia3" })
        {
            using var adapted = new AdaptedModel(family, Adaptation.Parse(text), new RandomParameters(2));
            var before = adapted.Scores();
            AssertDiffer(plain.Scores(), before, text);
            adapted.Model.MergeAdaptation();
            var after = adapted.Scores();
            for (var i = 0; i < before.Length; i++)
                Assert.AreEqual(before[i], after[i], 1e-5f * Math.Max(1, Math.Abs(before[i])), $"{text}: score {i}");
            CollectionAssert.AreEqual(plain.Model.Encoder.Parameters.Keys.ToArray(), adapted.Model.Encoder.Parameters.Keys.ToArray(), "nothing is left of it");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Families))]
    public void WhatIsPutInCounts(string family)
    {
        using var plain = new AdaptedModel(family, adaptation: null);
        foreach (var text in new[] { "adapters:5", "prefix:3", "prompt:2" })
        {
            if (!IsSupported(text, family))
                continue;
            using var adapted = new AdaptedModel(family, Adaptation.Parse(text), new RandomParameters(2));
            AssertDiffer(plain.Scores(), adapted.Scores(), text);
            adapted.Model.MergeAdaptation();
            Assert.IsTrue(adapted.Model.Encoder.Parameters.Keys.Any(AddedPaths.Contains), "cannot be merged");
        }
    }

    /// <summary>The scores of a text do not depend on those beside it, prompt or not.</summary>
    [TestMethod]
    [DynamicData(nameof(Families))]
    public void RowsAreThoseOfTheTextsAlone(string family)
    {
        foreach (var text in new[] { AllLayers, "adapters:5", "prefix:3", "prompt:2", "ia3" })
        {
            if (!IsSupported(text, family))
                continue;
            using var adapted = new AdaptedModel(family, Adaptation.Parse(text), new RandomParameters(2));
            using var together = adapted.Model.Encoder.Forward(AdaptedModel.Batch.Tokens);
            var all = Enumerable.Range(0, together.LayerCount + 1).Select(layer => Read(together[layer])).ToArray();
            var start = 0;
            foreach (var sequence in TinyFamilies.Sequences)
            {
                using var alone = adapted.Model.Encoder.Forward(TinyFamilies.Pack(sequence));
                for (var layer = 0; layer < all.Length; layer++)
                {
                    var rows = Read(alone[layer]);
                    Assert.HasCount(sequence.Length * adapted.Config.HiddenSize, rows, "no row of a prompt is seen");
                    CollectionAssert.AreEqual(all[layer][start..(start + rows.Length)], rows, $"{text}: layer {layer}");
                }
                start += sequence.Length * adapted.Config.HiddenSize;
            }
        }
    }

    [TestMethod]
    public void APromptIsSeenAsIfItsRowsWereTokens()
    {
        // A prompt of the vectors that a model's own embeddings give for words is a text with those words before it, where there are no positions.
        using var plain = new AdaptedModel("deberta", adaptation: null);
        using var states = plain.Model.Encoder.Forward(TinyFamilies.Pack([2, 17]));
        using var prompted = new AdaptedModel("deberta", Adaptation.Prompt(2));
        prompted.Model.Encoder.Parameters[new ParameterPath("prompt/weight")].CopyFrom(Read(states[0]));
        using var longer = plain.Model.Encoder.Forward(TinyFamilies.Pack([2, 17, 5, 9, 3], [2, 17, 7]));
        using var shorter = prompted.Model.Encoder.Forward(TinyFamilies.Pack([5, 9, 3], [7]));
        var (expected, actual) = (Read(longer.Output), Read(shorter.Output));
        var hidden = plain.Config.HiddenSize;
        CollectionAssert.AreEqual(expected[(2 * hidden)..(5 * hidden)].Concat(expected[(7 * hidden)..]).ToArray(), actual);
    }

    [TestMethod]
    public void APrefixIsSeenAsIfItsKeysAndValuesWereThoseOfTokens()
    {
        // With keys that score far below all others, a prefix is not seen; hidden tokens stay hidden with a prefix before them.
        using var plain = new AdaptedModel("bert", adaptation: null);
        using var prefixed = new AdaptedModel("bert", Adaptation.Prefix(2), new RandomParameters(2));
        var with = prefixed.Scores();
        foreach (var (path, tensor) in prefixed.Model.Encoder.Parameters.Where(parameter => AddedPaths.Contains(parameter.Key)))
            tensor.CopyFrom(new float[tensor.Shape.Count]);
        AssertDiffer(with, prefixed.Scores(), "values");
        AssertDiffer(plain.Scores(), prefixed.Scores(), "zeros take their share of the attention");
    }

    [TestMethod]
    [DataRow("gpt2", "prefix:2", "sees only what comes before")]
    [DataRow("modernbert", "prefix:2", "sees only the tokens around")]
    [DataRow("mpnet", "prefix:2", "goes by the distances")]
    [DataRow("deberta", "prefix:2", "goes by the distances")]
    [DataRow("modernbert", "prompt:2", "sees only the tokens around")]
    [DataRow("llama-head-dim", "bitfit", null)]
    [DataRow("mistral", "bitfit", "no biases")]
    [DataRow("albert", "top:1", "share their parameters")]
    [DataRow("bert", "lora:2:targets=query,gate", "called 'gate'. There are attention/key, attention/output, attention/query, attention/value, feed_forward/down, feed_forward/up.")]
    [DataRow("bert", "lora:2:targets=dense", "called 'dense'")]
    [DataRow("bert", "lora:2:targets=attention/up", "called 'attention/up'")]
    public void WhatAModelHasNoPlaceForIsRefused(string family, string adaptation, string? message)
    {
        if (message is null)
        {
            new AdaptedModel(family, Adaptation.Parse(adaptation)).Dispose();
            return;
        }
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => new AdaptedModel(family, Adaptation.Parse(adaptation))).Message, message);
    }

    [TestMethod]
    [DataRow("query,value", 4)]
    [DataRow("attention/*", 8)]
    [DataRow("*", 12)]
    [DataRow("0/attention/query", 1)]
    [DataRow("layers/1/*/*", 6)]
    [DataRow("*o*", 4)]
    public void PatternsChooseLayers(string targets, int count)
    {
        using var adapted = new AdaptedModel("bert", Adaptation.LowRank(2, targets: targets));
        Assert.AreEqual(2 * count, adapted.Model.Encoder.Parameters.Keys.Count(AddedPaths.Contains));
        Assert.IsFalse(adapted.Model.Encoder.Parameters.Keys.Any(path => AddedPaths.Contains(path) && LayerDepth.IsHead(path)), "the head is trained as it is");
    }

    [TestMethod]
    public void ALowRankUpdateIsASmallPartOfTheModel()
    {
        // 4 × 256 with the vocabulary of BERT, without the head.
        var config = new EncoderConfig
        {
            ModelType = "bert",
            VocabularySize = 30_522,
            HiddenSize = 256,
            LayerCount = 4,
            HeadCount = 4,
            IntermediateSize = 1024,
            MaximumPositions = 512,
            TypeVocabularySize = 2,
            NormEpsilon = 1e-12f,
            Activation = Activation.Gelu,
        };
        foreach (var (vocabulary, most) in new[] { (30_522, 0.003), (2_000, 0.01) })
        {
            var plan = new AdaptationPlan(Adaptation.LowRank(8), config with { VocabularySize = vocabulary }, new SeededParameters(1));
            var parameters = new ParameterSet(Tensors.Backends.Cpu.CpuBackend.Instance, new SeededParameters(1)) { Adaptation = plan };
            using var encoder = new Encoder(config with { VocabularySize = vocabulary }, parameters);
            var added = encoder.Parameters.Where(parameter => AddedPaths.Contains(parameter.Key)).Sum(parameter => parameter.Value.Shape.Count);
            // 4 layers × query and value × (8 × 256 + 256 × 8).
            Assert.AreEqual(32_768, added);
            var share = added / (double)encoder.Parameters.Sum(parameter => parameter.Value.Shape.Count);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{vocabulary} words: {share:P3}"));
            Assert.IsLessThan(most, share);
        }
    }

    [TestMethod]
    [DataRow("lora:2:dropout=0.3:targets=*")]
    [DataRow("adapters:3")]
    [DataRow("prefix:2")]
    [DataRow("prompt:2")]
    [DataRow("ia3")]
    [DataRow("bitfit")]
    [DataRow("top:1")]
    [DataRow("head")]
    public void OnlyWhatIsTrainedMovesAndTheBitsDoNotDependOnThreads(string text)
    {
        var adaptation = Adaptation.Parse(text);
        var runs = new List<Dictionary<ParameterPath, float[]>>();
        foreach (var (threads, recomputes) in new[] { (1, false), (2, false), (2, true) })
        {
            using var adapted = new AdaptedModel("bert", adaptation, new RandomParameters(2));
            var before = adapted.Values();
            var factor = adaptation.Phases(adapted.Config, 1)[0].RateFactor;
            using var trainer = adapted.Trainer(new TrainerOptions { Dropout = 0.1f, Schedule = new LearningRateSchedule(1e-2), RateFactor = factor, Threads = threads, RecomputesLayers = recomputes });
            for (var step = 0; step < 4; step++)
                trainer.Step([AdaptedModel.Batch], steps: 8);
            var after = adapted.Values();
            foreach (var (path, values) in before)
                Assert.AreEqual(trainer.Trained.Contains(path), !values.AsSpan().SequenceEqual(after[path]), $"{path} moved");
            runs.Add(after);
        }
        foreach (var run in runs[1..])
        {
            foreach (var (path, values) in runs[0])
                CollectionAssert.AreEqual(values, run[path], path.Value);
        }
    }

    [TestMethod]
    [DataRow("lora:2:dropout=0.5")]
    public void DropoutOfAnUpdateDoesNotNeedThatOfTheModel(string text)
    {
        double[] Losses(string adaptation)
        {
            using var adapted = new AdaptedModel("bert", Adaptation.Parse(adaptation), new RandomParameters(2));
            using var trainer = adapted.Trainer(new TrainerOptions { Dropout = 0, RateFactor = Adaptation.Parse(adaptation).Phases(adapted.Config, 1)[0].RateFactor });
            return [trainer.Step([AdaptedModel.Batch], steps: 2).Loss, trainer.Evaluate(AdaptedModel.Batch)];
        }
        Assert.AreNotEqual(Losses("lora:2")[0], Losses(text)[0]);
    }

    [TestMethod]
    [DataRow("adapters:5")]
    [DataRow("prefix:3")]
    [DataRow("prompt:2")]
    public void WhatCannotBeMergedIsSavedBesideTheCheckpoint(string text)
    {
        var adaptation = Adaptation.Parse(text);
        using var adapted = new AdaptedModel("bert", adaptation, new RandomParameters(2));
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, adapted.Model.AdapterTensors());
        using var weights = CheckpointWeights.FromBytes(stream.ToArray(), "adapter.safetensors");
        using var restored = new AdaptedModel("bert", adaptation, SavedAdapter.Values(weights));
        CollectionAssert.AreEqual(adapted.Scores(), restored.Scores());

        using var plain = new AdaptedModel("bert", adaptation: null);
        CollectionAssert.AreEqual(plain.Model.Encoder.Parameters.Keys.ToArray(), adapted.Model.OwnParameters.Keys.ToArray());
        using var folder = new TemporaryFolder();
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => adapted.Model.Save(folder.File("model"))).Message, text);

        // As strict as a checkpoint: missing, of another shape, and unexpected.
        using var again = CheckpointWeights.FromBytes(stream.ToArray(), "adapter.safetensors");
        var error = Assert.ThrowsExactly<InvalidDataException>(() => new AdaptedModel("bert", Adaptation.Parse(text.Split(':')[0] + ":7"), SavedAdapter.Values(again)));
        StringAssert.Contains(error.Message, "expected [");
        error = Assert.ThrowsExactly<InvalidDataException>(() => new AdaptedModel("bert", Adaptation.LowRank(), SavedAdapter.Values(again)));
        StringAssert.Contains(error.Message, "lora/down/weight [8, 16] is missing");
        StringAssert.Contains(error.Message, "is unexpected");
    }

    [TestMethod]
    public void AMergedModelIsACheckpoint()
    {
        using var files = new TinyModel();
        using var folder = new TemporaryFolder();
        using var adapted = PretrainedModel.LoadAdapted(files.Folder, Objective.SequenceClassification, 3, seed: 4, Adaptation.LowRank(2, targets: "*"));
        foreach (var (path, tensor) in adapted.Encoder.Parameters.Where(parameter => AddedPaths.Contains(parameter.Key)))
            tensor.CopyFrom([.. Enumerable.Range(0, (int)tensor.Shape.Count).Select(i => 0.01f * (i % 7))]);
        Assert.ThrowsExactly<NotSupportedException>(() => adapted.Save(folder.File("model")));
        adapted.MergeAdaptation();
        Assert.IsEmpty(adapted.AdapterTensors());
        adapted.Save(folder.File("model"));
        using var loaded = PretrainedModel.Load(folder.File("model"));
        var batch = TinyFamilies.Pack([2, 17, 5, 3]);
        using var before = adapted.Encoder.Forward(batch);
        using var after = loaded.Encoder.Forward(batch);
        CollectionAssert.AreEqual(Read(adapted.Heads[0].Forward(before)), Read(loaded.Heads[0].Forward(after)));
    }

    private static bool IsSupported(string text, string family) => text.Split(':')[0] switch
    {
        "prefix" => WithPrefix.Contains(family),
        "prompt" => !string.Equals(family, "modernbert", StringComparison.Ordinal),
        _ => true,
    };

    private static void AssertDiffer(float[] expected, float[] actual, string text) =>
        Assert.IsGreaterThan(1e-3f, expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), text);

    private static float[] Read(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}
