using System.Text.Json;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Cli.Tests.Commands;

[TestClass]
public sealed class LanguageModelCommandTests
{
    private static readonly Dictionary<string, float> Logits = new(StringComparer.Ordinal)
    {
        ["##s"] = 8,
        ["dog"] = 3,
        ["cat"] = 2,
    };

    [TestMethod]
    public void Places_of_texts_are_filled_in()
    {
        using var model = new TinyMaskedModel(Logits);
        using var folder = new TemporaryFolder();
        var input = folder.Write("in.tsv", "id\tbody\n1\tthe [MASK] sat on [MASK]\n2\tno place\n");
        var call = Call.Of("fill-mask", "--model", model.Folder, "--input", input, "--text-col", "body", "--top-k", "2");
        Assert.AreEqual(0, call.ExitCode, call.Error);
        var lines = Lines(call);
        Assert.HasCount(2, lines);
        Assert.AreEqual("the [MASK] sat on [MASK]", lines[0].GetProperty("text").GetString());
        var masks = lines[0].GetProperty("masks").EnumerateArray().ToArray();
        CollectionAssert.AreEqual(new[] { 4, 18 }, masks.Select(mask => mask.GetProperty("start").GetInt32()).ToArray());
        CollectionAssert.AreEqual(new[] { "dog", "cat" }, masks[1].GetProperty("words").EnumerateArray().Select(word => word.GetProperty("word").GetString()).ToArray());
        var sum = Math.Exp(8) + Math.Exp(3) + Math.Exp(2) + model.Vocabulary.Count - 3;
        Assert.AreEqual(Math.Exp(2) / sum, masks[0].GetProperty("words")[1].GetProperty("probability").GetDouble(), 1e-7);
        Assert.AreEqual(0, lines[1].GetProperty("masks").GetArrayLength());
        var tokens = Call.WithInput("the [MASK] sat\n", "fill-mask", "--model", model.Folder, "--input", "-", "--tokens");
        Assert.AreEqual("##s", Lines(tokens)[0].GetProperty("masks")[0].GetProperty("words")[0].GetProperty("word").GetString());
    }

    [TestMethod]
    public void Facts_are_asked()
    {
        using var model = new TinyMaskedModel(Logits);
        using var folder = new TemporaryFolder();
        var facts = folder.Write("facts.tsv", "Relation\tText\tAnswer\nanimal\tthe [MASK] sat\tcat\nanimal\tthe [MASK] ran\tdog\nthing\ton the [MASK]\tsofa\n");
        var call = Call.Of("fill-mask", "--model", model.Folder, "--facts", facts, "--top-k", "1");
        Assert.AreEqual(0, call.ExitCode, call.Error);
        Assert.AreEqual(
            """
            {"relation":"animal","facts":2,"skipped":0,"precision_at_1":0.5,"mean_reciprocal_rank":0.75}
            {"relation":"thing","facts":0,"skipped":1,"precision_at_1":0,"mean_reciprocal_rank":0}
            {"facts":2,"skipped":1,"precision_at_1":0.5,"mean_reciprocal_rank":0.75}

            """.ReplaceLineEndings("\n"),
            call.Out);
        Assert.AreEqual(1, Lines(Call.Of("fill-mask", "--model", model.Folder, "--facts", facts))[2].GetProperty("precision_at_10").GetDouble());
        Call.Of("fill-mask", "--model", model.Folder, "--facts", folder.Write("none.tsv", "Text\tAnswer\nthe cat sat\tcat\n")).AssertBadInput("none.tsv: Fact 0, 'the cat sat', has 0 places to fill in");
        Call.Of("fill-mask", "--model", model.Folder, "--facts", folder.Write("empty.tsv", "Text\tAnswer\nthe [MASK]\t\n")).AssertBadInput("empty.tsv, line 2: the text or the answer is empty");
        Call.Of("fill-mask", "--model", model.Folder, "--facts", folder.Write("other.tsv", "Text\tObject\nx\ty\n")).AssertBadInput("has no column 'Answer'");
    }

    [TestMethod]
    public void The_pseudo_perplexity_of_texts_is_printed()
    {
        using var model = new TinyMaskedModel(new Dictionary<string, float>(StringComparer.Ordinal));
        using var folder = new TemporaryFolder();
        var call = Call.Of("perplexity", "--model", model.Folder, "--input", folder.Write("in.txt", "the cat sat\n\nvery good\n"));
        Assert.AreEqual(0, call.ExitCode, call.Error);
        var lines = Lines(call);
        Assert.HasCount(4, lines);
        // All tokens are equally likely.
        foreach (var (line, tokens) in lines.Zip((int[])[3, 0, 2, 5]))
        {
            Assert.AreEqual(tokens, line.GetProperty("tokens").GetInt32());
            Assert.AreEqual(-tokens * Math.Log(model.Vocabulary.Count), line.GetProperty("log_likelihood").GetDouble(), 1e-9);
            Assert.AreEqual(tokens == 0 ? 1 : model.Vocabulary.Count, line.GetProperty("perplexity").GetDouble(), 1e-9);
        }
        Assert.IsFalse(lines[3].TryGetProperty("text", out _));
    }

    [TestMethod]
    public void Minimal_pairs_are_judged()
    {
        using var model = new TinyMaskedModel(Logits);
        using var folder = new TemporaryFolder();
        var first = folder.Write("a.jsonl", """
            {"sentence_good": "the dog", "sentence_bad": "the cat", "UID": "animals", "linguistics_term": "nouns"}
            {"sentence_good": "the mat", "sentence_bad": "the cat", "UID": "animals", "linguistics_term": "nouns"}
            """);
        var second = folder.Write("b.tsv", "sentence_bad\tsentence_good\tUID\nthe cat\tthe cats\tplurals\n");
        var call = Call.Of("minimal-pairs", "--model", model.Folder, "--data", first, second);
        Assert.AreEqual(0, call.ExitCode, call.Error);
        StringAssert.Contains(call.Error, "3 of 3 pairs", StringComparison.Ordinal);
        var lines = Lines(call);
        Assert.HasCount(4, lines);
        Assert.AreEqual("animals", lines[0].GetProperty("paradigm").GetString());
        Assert.AreEqual(0.5, lines[0].GetProperty("accuracy").GetDouble());
        // A longer sentence is less likely, but for a token that all the others give way to.
        Assert.AreEqual("plurals", lines[1].GetProperty("paradigm").GetString());
        Assert.AreEqual(0, lines[1].GetProperty("accuracy").GetDouble());
        Assert.AreEqual("nouns", lines[2].GetProperty("phenomenon").GetString());
        Assert.AreEqual(3, lines[3].GetProperty("pairs").GetInt32());
        Assert.AreEqual(1 / 3.0, lines[3].GetProperty("accuracy").GetDouble(), 1e-12);
        Assert.AreEqual(0.25, lines[3].GetProperty("mean_of_paradigms").GetDouble());
        Call.Of("minimal-pairs", "--model", model.Folder, "--data", folder.Write("c.tsv", "good\tbad\nx\ty\n")).AssertBadInput("has no column 'sentence_good'");
        Call.Of("minimal-pairs", "--model", model.Folder, "--data", folder.Write("d.tsv", "sentence_good\tsentence_bad\nx\t \n")).AssertBadInput("d.tsv, line 2: a sentence is empty");
        Call.Of("minimal-pairs", "--model", model.Folder, "--data", folder.Write("e.jsonl", "")).AssertBadInput("there are no pairs");
    }

    [TestMethod]
    public void Wrong_usage_is_refused()
    {
        using var model = new TinyMaskedModel(Logits);
        using var bare = new TinyModel();
        using var folder = new TemporaryFolder();
        var input = folder.Write("in.txt", "the [MASK]\n");
        Call.Of("fill-mask", "--model", model.Folder).AssertBadInput("either --input, with texts, or --facts");
        Call.Of("fill-mask", "--model", model.Folder, "--input", input, "--facts", input).AssertBadInput("either --input, with texts, or --facts");
        Call.Of("fill-mask", "--model", model.Folder, "--input", input, "--top-k", "0").AssertBadInput("--top-k is 0; it must be at least 1");
        Call.Of("fill-mask", "--model", bare.Folder, "--input", input).AssertBadInput("a model with a head for MaskedLanguageModel is needed");
        Call.Of("perplexity", "--model", bare.Folder, "--input", input).AssertBadInput("a language model is needed");
    }

    private static JsonElement[] Lines(Call call) => [.. call.Out.TrimEnd('\n').Split('\n').Select(line =>
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    })];
}
