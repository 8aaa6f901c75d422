using System.Text.Json;
using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Tokenizers;
using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class AttentionProbingTests
{
    private static readonly List<TreebankSentence> Sentences = Parses.Random(30);

    [TestMethod]
    public void EachHeadFindsWhatANaiveComputationFinds()
    {
        using var model = new TinyModel();
        using var embedder = Load(model);
        var report = AttentionProbing.Run(embedder, Sentences);
        var naive = new NaiveAttention(embedder.Encoder, (PretrainedTokenizer)embedder.Tokenizer);
        var attentions = Sentences.Select(sentence => naive.Of([.. sentence.Words.Select(word => word.Form)])).ToList();

        var links = Sentences.SelectMany((sentence, s) => sentence.Words.Select((word, i) => (Sentence: s, Word: i, Head: word.Head!.Value - 1, word.Relation)))
            .Where(link => link.Head >= 0).ToList();
        Assert.AreEqual(links.Count, report.Relations[0].Count);
        CollectionAssert.AreEquivalent((string[])["all", "nsubj", "obj"], report.Relations.Select(link => link.Name).ToArray());
        foreach (var result in report.Relations)
        {
            var some = links.Where(link => result.Name is "all" || link.Relation.Equals(result.Name, StringComparison.Ordinal)).ToList();
            for (var layer = 1; layer <= 2; layer++)
            {
                for (var head = 0; head < 4; head++)
                {
                    Check(AttentionDirection.Attends, (a, from, to) => a[from, to]);
                    Check(AttentionDirection.Attended, (a, from, to) => a[to, from]);

                    void Check(AttentionDirection direction, Func<double[,], int, int, double> weight)
                    {
                        var right = some.Count(link =>
                        {
                            var attention = attentions[link.Sentence][layer - 1][head];
                            return Enumerable.Range(0, attention.GetLength(0)).Where(other => other != link.Word).MaxBy(other => weight(attention, link.Word, other)) == link.Head;
                        });
                        Assert.AreEqual(right / (double)some.Count, result[new AttentionHead(layer, head, direction)], 1e-6, $"{result.Name}, layer {layer}, head {head}, {direction}");
                    }
                }
            }
        }
    }

    [TestMethod]
    public void AHeadThatLooksAtTheWordBeforeIsFound()
    {
        // Words that hang on the word before: the offset −1 finds them all.
        var sentences = Enumerable.Range(2, 10).Select(Parses.Chain).ToList();
        using var model = new TinyModel();
        using var embedder = Load(model);
        var chain = AttentionProbing.Run(embedder, sentences, new AttentionProbingOptions { ComparesUntrained = false }).Relations[1];
        Assert.AreEqual((-1, 1.0), (chain.BestOffset, chain.OffsetAccuracy));
        Assert.IsNull(chain.UntrainedAccuracy);
        Assert.IsLessThan(1.0, chain.Accuracy);
    }

    [TestMethod]
    public void ResultsDoNotDependOnTheNumberOfThreads()
    {
        using var model = new TinyModel();
        using var one = Load(model, threads: 1);
        using var several = Load(model, threads: 3);
        var sentences = Parses.Random(150);
        Assert.AreEqual(AttentionProbing.Run(one, sentences).ToJson(), AttentionProbing.Run(several, sentences).ToJson());
    }

    [TestMethod]
    public void SentencesThatCannotBeReadWholeAreLeftOut()
    {
        using var model = new TinyModel(maximumPositions: 12);
        using var embedder = Load(model);
        var tooLong = Parses.Chain(11);
        var empty = Parses.Of(["cat", "\u200B"], [0, 1]);
        var fitting = Parses.Of(["cats", "sat"], [2, 0]);
        var report = AttentionProbing.Run(embedder, [tooLong, fitting, empty, new TreebankSentence(1, "…", [])]);
        Assert.AreEqual((1, 3), (report.Sentences, report.Unread));
        var error = Assert.ThrowsExactly<ArgumentException>(() => AttentionProbing.Run(embedder, [tooLong]));
        StringAssert.Contains(error.Message, "Of 1 sentences 0 fit the encoder", StringComparison.Ordinal);
    }

    [TestMethod]
    public void TheReportIsWrittenInFull()
    {
        using var model = new TinyModel(maximumPositions: 48);
        using var embedder = Load(model);
        var report = AttentionProbing.Run(embedder, [Parses.Keys, Parses.Keys]);
        CollectionAssert.AreEqual((string[])["agreement", "agreement over an attractor"], report.Agreement.Select(link => link.Name).ToArray());
        var lines = report.ToTsv().TrimEnd('\n').Split('\n');
        Assert.HasCount(1 + 16 * (report.Relations.Count + 2), lines);
        Assert.AreEqual("group\tlink\tcount\tlayer\thead\tdirection\taccuracy", lines[0]);
        StringAssert.StartsWith(lines[1], "relation\tall\t12\t1\t0\tattends\t", StringComparison.Ordinal);
        using var json = JsonDocument.Parse(report.ToJson());
        var first = json.RootElement.GetProperty("relations")[0];
        Assert.AreEqual(8, first.GetProperty("accuracies").GetArrayLength());
        Assert.AreEqual(report.Relations[0].Accuracy, first.GetProperty("accuracy").GetDouble());
    }

    private static TextEmbedder Load(TinyModel model, int threads = 1) => TextEmbedder.Load(model.Folder, new EmbeddingOptions { Threads = threads });
}
