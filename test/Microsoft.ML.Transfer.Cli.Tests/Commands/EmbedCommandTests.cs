using System.Text.Json;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Cli.Tests.Commands;

[TestClass]
public sealed class EmbedCommandTests
{
    // More than are encoded at once.
    private const int Many = 1100;

    [TestMethod]
    public void Every_row_gets_the_vector_that_the_embedder_gives_its_text()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        string[] texts = [.. Enumerable.Range(0, Many).Select(i => FormattableString.Invariant($"the cat {i} ran"))];
        var input = folder.Write("in.csv", "id,body\n" + string.Concat(texts.Select((t, i) => FormattableString.Invariant($"{i},{t}\n"))));
        var call = Call.Of("embed", "--model", model.Folder, "--layers", "concat:1,2", "--pooling", "cls", "--normalize", "--input", input, "--text-col", "body", "--output", folder["v.jsonl"]);
        Assert.AreEqual(0, call.ExitCode, call.Error);
        Assert.AreEqual("", call.Out);
        StringAssert.Contains(call.Error, $"1100 vectors of 32 dimensions written to {folder["v.jsonl"]}.", StringComparison.Ordinal);

        using var embedder = TextEmbedder.Load(model.Folder, new() { Layers = Layers.Concat(1, 2), Pooling = Pooling.Cls, Normalize = true });
        var lines = File.ReadAllLines(folder["v.jsonl"]);
        Assert.HasCount(Many, lines);
        foreach (var i in (int[])[0, 511, 512, Many - 1])
        {
            using var line = JsonDocument.Parse(lines[i]);
            Assert.AreEqual(texts[i], line.RootElement.GetProperty("text").GetString());
            CollectionAssert.AreEqual(embedder.Embed(texts[i]), line.RootElement.GetProperty("embedding").EnumerateArray().Select(v => v.GetSingle()).ToArray());
        }
    }

    [TestMethod]
    public void Empty_and_missing_texts_get_a_vector_too()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var input = folder.Write("in.jsonl", "{\"text\":\"\"}\n{\"text\":null}\n{\"text\":\" \\ud800 \"}\n");
        Assert.AreEqual(0, Call.Of("embed", "--model", model.Folder, "--input", input, "--output", folder["v.tsv"]).ExitCode);
        var lines = File.ReadAllLines(folder["v.tsv"]);
        Assert.HasCount(4, lines);
        Assert.AreEqual(16, lines[1].Split('\t').Length);
        Assert.AreEqual(lines[1], lines[2]);
        Assert.DoesNotContain("NaN", File.ReadAllText(folder["v.tsv"]));
    }

    [TestMethod]
    [DataRow("in.txt")]
    [DataRow("in.jsonl")]
    public void No_rows_give_no_vectors(string name)
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var call = Call.Of("embed", "--model", model.Folder, "--input", folder.Write(name, ""), "--output", folder["v.jsonl"]);
        Assert.AreEqual(0, call.ExitCode, call.Error);
        Assert.AreEqual("", File.ReadAllText(folder["v.jsonl"]));
    }

    [TestMethod]
    public void An_untrained_model_says_so()
    {
        using var folder = new TemporaryFolder();
        var call = Call.Of("embed", "--model", ShippedModels.UntrainedMiniEnglish, "--input", folder.Write("in.txt", "hello\n"), "--output", folder["v.npy"]);
        Assert.AreEqual(0, call.ExitCode, call.Error);
        StringAssert.Contains(call.Error, "is untrained", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_missing_column_leaves_no_file()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var input = folder.Write("in.tsv", "id\tbody\n1\tx\n");
        Call.Of("embed", "--model", model.Folder, "--input", input, "--output", folder["v.npy"]).AssertBadInput("has no column 'Text' (--text-col). Its columns: id, body.");
        CollectionAssert.AreEqual(new[] { "in.tsv" }, folder.Files());
    }
}
