using Microsoft.ML.Transfer.Core.Tests.Models;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.FineTuning;

/// <summary>Causal language models are fine-tuned too: a text is scored by its last token, which has seen all others.</summary>
[TestClass]
public sealed class CausalModelTests
{
    private static readonly ClassifiedText[] Examples =
        [.. Enumerable.Range(0, 64).Select(i => new ClassifiedText($"{(char)('a' + i / 2 % 26)} the {(i / 2 % 2 == 0 ? "cat" : "dog")} was {(i % 2 == 0 ? "good" : "bad")} .", Pair: null, i % 2))];

    private static readonly FineTuningOptions Options = new() { LearningRate = 1e-2, Epochs = 20, BatchSize = 8, Dropout = 0 };

    [TestMethod]
    [DataRow("gpt2")]
    [DataRow("gpt-neox")]
    [DataRow("llama")]
    [DataRow("mistral")]
    [DataRow("opt")]
    [DataRow("qwen2")]
    public void They_learn_classes_and_come_back_from_an_archive(string family)
    {
        using var model = new UntrainedFolder(family);
        using var classifier = TextClassifier.Train(model.Path, Examples, 2, seed: 1, Options);
        (string?, string?)[] asked = [("x a dog was good .", null), ("x a dog was bad .", null), ("y the cat was good .", null), ("y the cat was bad .", null)];
        var probabilities = classifier.Predict(asked);
        for (var i = 0; i < asked.Length; i++)
            Assert.IsGreaterThan(0.8f, probabilities[2 * i + i % 2], asked[i].Item1);
        var archive = classifier.ToArchive(["good", "bad"]);
        using var restored = TextClassifier.FromArchive(archive, "archive");
        CollectionAssert.AreEqual(probabilities, restored.Predict(asked));

        // The folder is that of the family's own class.
        using var folder = new TemporaryFolder();
        foreach (var (name, bytes) in archive)
            File.WriteAllBytes(folder.File(name), bytes.Span);
        using var loaded = TextClassifier.Load(Path.GetDirectoryName(folder.File("config.json"))!);
        CollectionAssert.AreEqual(new[] { "good", "bad" }, loaded.ClassNames.ToArray());
        CollectionAssert.AreEqual(probabilities, loaded.Predict(asked));

        var config = folder.File("config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"1\": \"bad\"", "\"2\": \"bad\"", StringComparison.Ordinal));
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => TextClassifier.Load(Path.GetDirectoryName(config)!)).Message, "'id2label' names no class 1", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("gpt2", "lora:4")]
    [DataRow("llama", "lora:4")]
    [DataRow("qwen2", "adapters:4")]
    public void They_are_adapted_as_others(string family, string adaptation)
    {
        using var model = new UntrainedFolder(family);
        using var classifier = TextClassifier.Train(model.Path, Examples, 2, seed: 1, Options with { Adaptation = Adaptation.Parse(adaptation) });
        // Most of the model is random and stays so.
        var epochs = classifier.Summary!.Epochs;
        Assert.IsLessThan(0.9 * epochs[0].Loss, epochs[^1].Loss);
        (string?, string?)[] asked = [("x a dog was good .", null), ("x a dog was bad .", null)];
        using var restored = TextClassifier.FromArchive(classifier.ToArchive(["good", "bad"]), "archive");
        CollectionAssert.AreEqual(classifier.Predict(asked), restored.Predict(asked));
    }

    [TestMethod]
    [DataRow("t5")]
    [DataRow("bart")]
    public void Encoder_decoders_are_refused(string family)
    {
        using var model = new UntrainedFolder(family);
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => TextClassifier.Train(model.Path, Examples, 2, seed: 1, Options)).Message, "have a decoder", StringComparison.Ordinal);
    }

    /// <summary>A checkpoint of a tiny family with the words of <see cref="TinyModel"/>.</summary>
    private sealed class UntrainedFolder : IDisposable
    {
        private readonly TinyModel _words = new();

        public UntrainedFolder(string family)
        {
            var count = File.ReadAllLines(System.IO.Path.Combine(Path, "vocab.txt")).Length;
            File.WriteAllText(
                System.IO.Path.Combine(Path, "config.json"),
                TinyFamilies.Configurations[family].Replace("\"vocab_size\": 40", FormattableString.Invariant($"\"vocab_size\": {count}"), StringComparison.Ordinal));
            File.Delete(System.IO.Path.Combine(Path, "model.safetensors"));
            using var untrained = PretrainedModel.LoadUntrained(Path, seed: 3);
            untrained.Save(Path);
        }

        public string Path => _words.Folder;

        public void Dispose() => _words.Dispose();
    }
}
