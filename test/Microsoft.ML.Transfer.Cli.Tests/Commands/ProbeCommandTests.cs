using System.Text;
using System.Text.Json;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Cli.Tests.Commands;

[TestClass]
public sealed class ProbeCommandTests
{
    private static readonly TinyModel Tiny = new();

    [ClassCleanup]
    public static void DeleteModel() => Tiny.Dispose();

    [TestMethod]
    public void A_treebank_is_probed_and_reported_in_every_form()
    {
        using var folder = new TemporaryFolder();
        var call = Call.Of(
            "probe", "--task", "upos", "--data", folder.Write("train.conllu", Treebank(0, 40)), "--test", folder.Write("test.conllu", Treebank(40, 50)), "--layers", "all", "--model", Tiny.Folder,
            "--folds", "3", "--threads", "2", "--out", folder["r.html"], "--out", folder["r.tsv"], "--out", folder["r.json"]);
        Assert.AreEqual(0, call.ExitCode, call.Error);
        Assert.AreEqual("", call.Out);
        StringAssert.Contains(call.Error, "Of 3 layers, layer ", StringComparison.Ordinal);
        StringAssert.Contains(call.Error, "0 of 8 steps done; vectors of all layers", StringComparison.Ordinal);

        var lines = File.ReadAllLines(folder["r.tsv"]);
        Assert.HasCount(4, lines);
        var columns = lines[0].Split('\t');
        foreach (var name in (string[])["accuracy", "test", "selectivity", "mdl_bits", "random_encoder", "majority", "word_type"])
            Assert.AreNotEqual("", lines[2].Split('\t')[Array.IndexOf(columns, name)], name);
        using var json = JsonDocument.Parse(File.ReadAllText(folder["r.json"]));
        Assert.AreEqual("upos", json.RootElement.GetProperty("task").GetString());
        Assert.AreEqual(120, json.RootElement.GetProperty("rows").GetInt32());
        Assert.AreEqual(30, json.RootElement.GetProperty("test_rows").GetInt32());
        StringAssert.Contains(File.ReadAllText(folder["r.html"]), "<svg", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("feat:Number", "Plur", DisplayName = "a feature")]
    [DataRow("deprel", "nsubj", DisplayName = "a relation")]
    public void Other_tasks_of_a_treebank_print_a_table(string task, string label)
    {
        using var folder = new TemporaryFolder();
        var data = folder.Write("a.conllu", Treebank(0, 20));
        var call = Call.Of("probe", "--task", task, "--data", data, "--layers", "concat:0,2", "--model", Tiny.Folder, "--measures", "none", "--folds", "2");
        Assert.AreEqual(0, call.ExitCode, call.Error);
        Assert.HasCount(3, call.Out.TrimEnd('\n').Split('\n'));
        StringAssert.StartsWith(call.Out, "task\tmodel\tlayer\t", StringComparison.Ordinal);
        StringAssert.Contains(call.Out, task, StringComparison.Ordinal);
        StringAssert.Contains(File.ReadAllText(data), label, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("t.tsv", "Text\tLabel\n", "{0}\t{1}\n", DisplayName = "a table")]
    [DataRow("t.txt", "", "{0}\t{1}\n", DisplayName = "X-Probe")]
    [DataRow("t.txt", "te\tx\tthe cat\n", "tr\t{1}\t{0}\n", DisplayName = "SentEval")]
    [DataRow("t.bio", "", "{0} {1}\n\n", DisplayName = "tagged words")]
    public void Texts_and_tagged_words_are_probed(string name, string first, string line)
    {
        using var folder = new TemporaryFolder();
        var content = new StringBuilder(first);
        for (var i = 0; i < 24; i++)
            content.AppendFormat(System.Globalization.CultureInfo.InvariantCulture, line, (i % 2 == 0 ? "cat" : "good") + (char)('a' + i), i % 2 == 0 ? "x" : "y");
        var call = Call.Of("probe", "--task", "mine", "--data", folder.Write(name, content.ToString()), "--model", Tiny.Folder, "--measures", "mdl", "--folds", "2", "--out", folder["r.json"]);
        Assert.AreEqual(0, call.ExitCode, call.Error);
        using var json = JsonDocument.Parse(File.ReadAllText(folder["r.json"]));
        Assert.AreEqual("mine", json.RootElement.GetProperty("task").GetString());
        Assert.AreEqual(24, json.RootElement.GetProperty("rows").GetInt32());
        Assert.AreEqual(first.StartsWith("te", StringComparison.Ordinal) ? 1 : 0, json.RootElement.GetProperty("test_rows").GetInt32());
    }

    [TestMethod]
    public void A_test_split_of_texts_that_were_trained_on_is_told()
    {
        using var folder = new TemporaryFolder();
        var call = Call.Of(
            "probe", "--data", folder.Write("train.conllu", Treebank(0, 20)), "--test", folder.Write("test.conllu", Treebank(18, 22)), "--layers", "1", "--model", Tiny.Folder, "--measures", "none", "--folds", "2");
        Assert.AreEqual(0, call.ExitCode, call.Error);
        StringAssert.Contains(call.Error, "6 of the 12 rows of the test split stand in texts that were trained on", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Bad_input_is_told_before_a_model_is_loaded()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Write("a.conllu", Treebank(0, 4));
        Call.Of("probe", "--data", data, "--task", "mood").AssertBadInput("no task 'mood'", "upos, xpos, deprel, head-distance");
        Call.Of("probe", "--data", data, "--out", folder["r.pdf"]).AssertBadInput("r.pdf", ".html, .tsv, .json");
        Call.Of("probe", "--data", data, "--out", Path.Combine(folder["none"], "r.tsv")).AssertBadInput("does not exist");
        Call.Of("probe", "--data", folder["none.conllu"]).AssertBadInput("none.conllu");
        Call.Of("probe", "--data", data, "--measures", "all,luck").AssertBadInput("luck", "control");
        Call.Of("probe", "--data", data, "--layers", "mean:1-2").AssertBadInput("mean");
        Call.Of("probe", "--data", data, "--folds", "1").AssertBadInput("Folds must be at least 2");
        Call.Of("probe", "--data", data, "--model", Tiny.Folder, "--layers", "7").AssertBadInput("layers 0 (embeddings) to 2");
        Call.Of("probe", "--data", data, "--model", Tiny.Folder, "--folds", "9").AssertBadInput("9 folds need at least 9 groups");
        Call.Of("probe", "--data", folder.Write("b.txt", "one field\n")).AssertBadInput("line 1: 1 fields");
        Call.Of("probe", "--data", folder.Write("c.tsv", "Text\tClass\na\tb\n")).AssertBadInput("no column 'Label'");
    }

    /// <summary>Sentences of a determiner, a noun and a verb, all different.</summary>
    private static string Treebank(int from, int to)
    {
        var text = new StringBuilder();
        for (var i = from; i < to; i++)
        {
            var (noun, plural) = ((i % 2 == 0 ? "cat" : "dogs") + (char)('a' + i % 26) + (char)('a' + i / 26), i % 2 != 0);
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"1\tthe\tthe\tDET\tDT\t_\t2\tdet\t_\t_\n2\t{noun}\t_\tNOUN\tNN\tNumber={(plural ? "Plur" : "Sing")}\t3\tnsubj\t_\t_\n3\tran\trun\tVERB\tVBD\t_\t0\troot\t_\t_\n\n");
        }
        return text.ToString();
    }
}
