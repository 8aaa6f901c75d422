using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Cli.Tests.Commands;

[TestClass]
public sealed class TrainedProbeCommandTests
{
    private static readonly string[] Nouns = ["cat", "dog", "mat"];
    private static readonly string[] Verbs = ["sat", "ran", "was"];
    private static readonly string[] Last = ["fast", "good", "bad"];

    // 27 different sentences.
    private static readonly string Treebank = string.Join("\n\n", Enumerable.Range(0, 27).Select(i => string.Create(CultureInfo.InvariantCulture, $"""
        1	the	_	DET	_	_	2	det	_	_
        2	{Nouns[i % 3]}	_	NOUN	_	_	3	nsubj	_	_
        3	{Verbs[i / 3 % 3]}	_	VERB	_	_	0	root	_	_
        4	very	_	ADV	_	_	5	advmod	_	_
        5	{Last[i / 9]}	_	ADJ	_	_	3	xcomp	_	_
        """))) + "\n";

    [TestMethod]
    public void TreesAreReadFromEachLayer()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var call = Call.Of(
            "structural-probe", "--model", model.Folder, "--data", folder.Write("a.conllu", Treebank), "--rank", "4", "--epochs", "2", "--layers", "concat:0,2", "--output", folder["r.json"], "--out", folder["r.html"]);
        Assert.AreEqual(ExitCode.Success, call.ExitCode, call.Error);
        foreach (var part in (string[])["probes of rank 4", "linear chain", "UUAS"])
            StringAssert.Contains(call.Out, part, StringComparison.Ordinal);
        StringAssert.Contains(call.Error, "Probing: 0 of 6 steps done", StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(folder["r.json"]));
        Assert.AreEqual(2, json.RootElement.GetProperty("layers")[1].GetProperty("layer").GetInt32());
        StringAssert.Contains(File.ReadAllText(folder["r.html"]), "Neighbours linked", StringComparison.Ordinal);
    }

    [TestMethod]
    public void RelationsAreReadFromAMixture()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var data = folder.Write("a.conllu", Treebank);
        var call = Call.Of("edge-probe", "--model", model.Folder, "--data", data, "--epochs", "1", "--mixture-only", "--no-untrained", "--out", folder["r.tsv"], "--out", folder["r.html"]);
        Assert.AreEqual(ExitCode.Success, call.ExitCode, call.Error);
        foreach (var part in (string[])["deprel: 4 classes", "Most frequent class", "Centre of gravity: layer"])
            StringAssert.Contains(call.Out, part, StringComparison.Ordinal);
        Assert.HasCount(4, File.ReadAllLines(folder["r.tsv"]));
        StringAssert.Contains(File.ReadAllText(folder["r.html"]), "centre of gravity", StringComparison.Ordinal);
    }

    [TestMethod]
    public void BadInputIsRefused()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var data = folder.Write("a.conllu", Treebank);
        Call.Of("structural-probe", "--model", model.Folder, "--data", data, "--sentences", "5").AssertBadInput("5 different sentences", "at least 10");
        Call.Of("structural-probe", "--model", model.Folder, "--data", data, "--rank", "0").AssertBadInput("rank of at least 1");
        Call.Of("structural-probe", "--model", model.Folder, "--data", data, "--layers", "some").AssertBadInput("some");
        Call.Of("edge-probe", "--model", model.Folder, "--data", data, "--layers", "9").AssertBadInput("has the layers 0 (embeddings) to 2");
        Call.Of("edge-probe", "--model", model.Folder, "--data", data, "--layers", "mean:0-1").AssertBadInput("one by one");
        Call.Of("edge-probe", "--model", model.Folder, "--data", data, "--task", "upos", "--test", folder["none.conllu"]).AssertBadInput("There is no treebank");
    }
}
