using System.Text.Json;
using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class EdgeProbingTests
{
    [TestMethod]
    public void ATreebankGivesPairsAndWords()
    {
        var relations = EdgeData.OfTreebank("deprel", [Parses.Keys]);
        Assert.IsTrue(relations.ArePairs);
        Assert.HasCount(7, relations.Spans);
        Assert.AreEqual(new LabelledSpans(new WordSpan(0, 0, 1), new WordSpan(0, 1, 2), "det"), relations.Spans[0]);
        var tags = EdgeData.OfTreebank("upos", [Parses.Keys]);
        Assert.IsFalse(tags.ArePairs);
        Assert.AreEqual(new LabelledSpans(new WordSpan(0, 7, 8), null, "PUNCT"), tags.Spans[7]);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => EdgeData.OfTreebank("ner", [Parses.Keys])).Message, "deprel, upos", StringComparison.Ordinal);
    }

    [TestMethod]
    public void SpansThatAreNotThereAreRefused()
    {
        IReadOnlyList<IReadOnlyList<string>> sentences = [["a", "b"], ["c"]];
        Refused("Example 0 has WordSpan { Sentence = 0, Start = 0, End = 3 }, which is not there", new LabelledSpans(new WordSpan(0, 0, 3), null, "x"));
        Refused("End = 1 }, which is not there", new LabelledSpans(new WordSpan(0, 1, 1), null, "x"));
        Refused("sentences 0 and 1", new LabelledSpans(new WordSpan(0, 0, 1), new WordSpan(1, 0, 1), "x"));
        Refused("Example 1 is a pair, unlike the first", new LabelledSpans(new WordSpan(0, 0, 1), null, "x"), new LabelledSpans(new WordSpan(0, 0, 1), new WordSpan(0, 1, 2), "x"));
        Refused("There is nothing to predict");

        void Refused(string message, params LabelledSpans[] spans) =>
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new EdgeData("t", sentences, spans)).Message, message, StringComparison.Ordinal);
    }

    [TestMethod]
    public void AnEncoderIsProbedLayerByLayer()
    {
        using var model = new TinyModel();
        using var embedder = TextEmbedder.Load(model.Folder, new EmbeddingOptions { Threads = 1 });
        var steps = new List<string>();
        var options = new EdgeProbingOptions { Width = 8, Epochs = 1, Progress = step => steps.Add($"{step.Done}/{step.Steps}") };
        var report = EdgeProbing.Run(embedder, EdgeData.OfTreebank("deprel", Parses.Random(60)), EdgeData.OfTreebank("deprel", [.. Parses.Random(10, seed: 8), Parses.Chain(40)]), options);
        CollectionAssert.AreEqual((string[])["nsubj", "obj"], report.Labels.ToArray());
        // A chain of 40 words is too long for an encoder of 32 tokens.
        Assert.AreEqual((60, 10, 1), (report.TrainingSentences, report.TestSentences, report.Unread));
        CollectionAssert.AreEqual((string[])["0/6", "1/6", "2/6", "3/6", "4/6", "5/6"], steps);
        Assert.AreEqual(1, report.Results.Sum(result => result.Weight), 1e-6);
        Assert.AreEqual(report.Results[1].Weight + 2 * report.Results[2].Weight, report.CentreOfGravity, 1e-6);
        Assert.IsNull(report.Results[0].Differential);
        Assert.AreEqual(report.Accuracy, report.Results[2].Accuracy);
        Assert.AreEqual(report.Results[2].Accuracy!.Value - report.Results[1].Accuracy!.Value, report.Results[2].Differential!.Value, 1e-12);

        using var json = JsonDocument.Parse(report.ToJson());
        Assert.AreEqual(report.CentreOfGravity, json.RootElement.GetProperty("centre_of_gravity").GetDouble());
        Assert.HasCount(1 + 3, report.ToTsv().TrimEnd('\n').Split('\n'));
    }

    [TestMethod]
    public void WhereNothingIsToldOfLayersTheyHaveNoAccuracy()
    {
        using var model = new TinyModel();
        using var embedder = TextEmbedder.Load(model.Folder);
        var options = new EdgeProbingOptions { Width = 4, Epochs = 1, IsCumulative = false, ComparesUntrained = false };
        var report = EdgeProbing.Run(embedder, EdgeData.OfTreebank("deprel", Parses.Random(60)), options: options);
        Assert.AreEqual(60, report.TrainingSentences + report.TestSentences);
        Assert.IsTrue(report.Results.All(result => result.Accuracy is null && result.Differential is null));
        Assert.IsNull(report.ExpectedLayer);
        Assert.IsNull(report.Untrained);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => EdgeProbing.Run(embedder, EdgeData.OfTreebank("deprel", Parses.Random(60)), EdgeData.OfTreebank("upos", [Parses.Keys]))).Message,
            "The test has single spans", StringComparison.Ordinal);
    }
}
