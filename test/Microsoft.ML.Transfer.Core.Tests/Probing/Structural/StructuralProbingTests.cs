using System.Text.Json;
using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.Tensors.Randomness;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class StructuralProbingTests
{
    private const int Columns = 24;

    [TestMethod]
    public void PlantedTreesAreFoundAndNoiseIsNot()
    {
        var sentences = DependencyTree.Of(Parses.Random(400)).Select(tree => new ReadSentence(tree, default, [])).ToList();
        var data = new ProbedSentences(sentences, SentenceSplit.Create([.. sentences.Select(sentence => sentence.Tree.Words)], testCount: 40, seed: 1), Unread: 0);
        var options = new StructuralProbingOptions { Rank = 12, LearningRate = 1e-2 };

        var planted = StructuralProbing.Probe(Planted(sentences, isNoise: false), data, options, threads: 1, default);
        Assert.IsGreaterThan(0.9, planted.Uuas.Value);
        Assert.IsGreaterThan(0.9, planted.DistanceSpearman.Value);
        Assert.IsGreaterThan(0.9, planted.RootAccuracy.Value);
        Assert.IsGreaterThan(0.9, planted.DepthSpearman.Value);

        var noise = StructuralProbing.Probe(Planted(sentences, isNoise: true), data, options, threads: 1, default);
        Assert.IsLessThan(0.5, noise.Uuas.Value);
        Assert.IsLessThan(0.2, noise.DepthSpearman.Value);
        Assert.AreEqual(planted, StructuralProbing.Probe(Planted(sentences, isNoise: false), data, options, threads: 2, default));
    }

    [TestMethod]
    public void AllLayersAreProbedBesideAnUntrainedEncoder()
    {
        using var model = new TinyModel();
        using var embedder = TextEmbedder.Load(model.Folder, new EmbeddingOptions { Threads = 1 });
        var steps = new List<string>();
        var options = new StructuralProbingOptions { Rank = 4, Epochs = 2, Progress = step => steps.Add($"{step.Done}/{step.Steps}") };
        var report = StructuralProbing.Run(embedder, Parses.Random(60), Parses.Random(20, seed: 9), options);
        CollectionAssert.AreEqual((int[])[0, 1, 2], report.Results.Select(result => result.Layer).ToArray());
        Assert.AreEqual((4, 20, 60), (report.Rank, report.TestSentences, report.TrainingSentences + report.ValidationSentences));
        CollectionAssert.AreEqual((string[])["0/8", "1/8", "2/8", "3/8", "4/8", "5/8", "6/8", "7/8"], steps);
        Assert.IsTrue(report.Results.All(result => result.Untrained is not null && result.Untrained != result.Scores));

        Assert.HasCount(1 + 1 + 3 + 3, report.ToTsv().TrimEnd('\n').Split('\n'));
        using var json = JsonDocument.Parse(report.ToJson());
        Assert.AreEqual(report.Results[1].Scores.Uuas.Value, json.RootElement.GetProperty("layers")[1].GetProperty("trained").GetProperty("uuas").GetProperty("value").GetDouble());
    }

    [TestMethod]
    public void TheLinearChainFindsChains()
    {
        using var model = new TinyModel();
        using var embedder = TextEmbedder.Load(model.Folder);
        var options = new StructuralProbingOptions { Rank = 2, Epochs = 1, ComparesUntrained = false, Extraction = new ExtractionOptions { Layers = Layers.At(0) } };
        var report = StructuralProbing.Run(embedder, [.. Enumerable.Range(2, 25).Select(Parses.Chain)], options: options);
        Assert.AreEqual(1, report.LinearChain.Uuas.Value);
        Assert.AreEqual(1, report.LinearChain.DepthSpearman.Value, 1e-12);
        Assert.AreEqual(25, report.TrainingSentences + report.ValidationSentences + report.TestSentences);
        Assert.IsNull(report.Best.Untrained);
    }

    [TestMethod]
    public void SentencesThatAreWrittenAlikeAreOnOneSide()
    {
        var sentences = DependencyTree.Of([.. Parses.Random(40), .. Parses.Random(40)]).Select(tree => tree.Words).ToList();
        var split = SentenceSplit.Create(sentences, testCount: 0, seed: 2);
        Assert.AreEqual(80, split.Training.Count + split.Validation.Count + split.Test.Count);
        foreach (var part in (IReadOnlyList<int>[])[split.Training, split.Validation, split.Test])
        {
            Assert.IsNotEmpty(part);
            CollectionAssert.AreEquivalent(part.Select(i => (i + 40) % 80).ToArray(), part.ToArray());
        }
        // Those to be scored on are all in the others: none of these is left to learn from.
        Assert.ThrowsExactly<ArgumentException>(() => SentenceSplit.Create(sentences, testCount: 40, seed: 2));
        Assert.IsTrue(SentenceSplit.Create(sentences, testCount: 20, seed: 2).Training.All(i => i is < 20 or (>= 40 and < 60)));
    }

    /// <summary>
    /// A dimension for each word of a sentence: a word has 1 in its own and in those of all above it but the root. So squared distances are those of the tree. They are hidden by a rotation of all
    /// dimensions and by others that are noise.
    /// </summary>
    private static ProbeMatrix Planted(List<ReadSentence> sentences, bool isNoise)
    {
        var random = new CounterRandom(seed: 7, stream: 0);
        var index = 0UL;
        // A reflection: I − 2 v vᵀ / ‖v‖².
        var v = Enumerable.Range(0, Columns).Select(_ => random.Normal(index++)).ToArray();
        var length = v.Sum(x => x * x);
        var values = new List<float>();
        foreach (var tree in sentences.Select(sentence => sentence.Tree))
        {
            for (var word = 0; word < tree.Length; word++)
            {
                var clear = new double[Columns];
                for (var i = isNoise ? 0 : 12; i < Columns; i++)
                    clear[i] = random.Normal(index++);
                for (var at = word; !isNoise && tree.Heads[at] >= 0; at = tree.Heads[at])
                    clear[at] = 1;
                var along = 2 * v.Zip(clear, (a, b) => a * b).Sum() / length;
                values.AddRange(v.Zip(clear, (a, b) => (float)(b - along * a)));
            }
        }
        return new ProbeMatrix(values.ToArray(), values.Count / Columns, Columns);
    }
}
