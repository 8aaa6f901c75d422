using System.Text.Json;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Cli.Tests.Commands;

[TestClass]
public sealed class AttentionProbeCommandTests
{
    private const string Treebank = """
        1	the	_	DET	_	_	2	det	_	_
        2	cat	_	NOUN	_	Number=Sing	3	nsubj	_	_
        3	was	_	VERB	_	Number=Sing|VerbForm=Fin	0	root	_	_
        4	good	_	ADJ	_	_	3	xcomp	_	_

        """;

    [TestMethod]
    public void TheTableIsPrintedAndTheReportWritten()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var data = folder.Write("a.conllu", Treebank + "\n" + Treebank);
        var call = Call.Of("attention-probe", "--model", model.Folder, "--data", data, "--min-count", "1", "--output", folder["r.json"]);
        Assert.AreEqual(ExitCode.Success, call.ExitCode, call.Error);
        foreach (var part in (string[])["2 layers of 4 heads on 2 sentences", "nsubj", "agreement", "100.0"])
            StringAssert.Contains(call.Out, part, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(folder["r.json"]));
        Assert.AreEqual(6, json.RootElement.GetProperty("relations")[0].GetProperty("count").GetInt32());
        Assert.AreEqual(ExitCode.Success, Call.Of("attention-probe", "--model", model.Folder, "--data", data, "--sentences", "1", "--output", folder["r.tsv"]).ExitCode);
        StringAssert.StartsWith(File.ReadAllText(folder["r.tsv"]), "group\tlink\tcount", StringComparison.Ordinal);
        Assert.AreEqual(ExitCode.Success, Call.Of("attention-probe", "--model", model.Folder, "--data", data, "--out", folder["r.html"], "--out", folder["r.svg"]).ExitCode);
        StringAssert.Contains(File.ReadAllText(folder["r.html"]), "Relation to the head", StringComparison.Ordinal);
        StringAssert.StartsWith(File.ReadAllText(folder["r.svg"]), "<svg", StringComparison.Ordinal);
    }

    [TestMethod]
    public void BadInputIsRefused()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var data = folder.Write("a.conllu", Treebank);
        Call.Of("attention-probe", "--model", model.Folder, "--data", data, "--output", "r.xlsx").AssertBadInput("r.xlsx", ".html, .tsv, .json, .svg");
        Call.Of("attention-probe", "--model", model.Folder, "--data", data, "--output", folder["no/r.tsv"]).AssertBadInput("does not exist");
        Call.Of("attention-probe", "--model", model.Folder, "--data", folder.Write("empty.conllu", "")).AssertBadInput("has no sentences");
        Call.Of("attention-probe", "--model", model.Folder, "--data", folder.Write("one.conllu", "1\tcat\t_\t_\t_\t_\t0\troot\t_\t_\n")).AssertBadInput("no word of these has a head");
        Call.Of("attention-probe", "--model", model.Folder, "--data", folder.Write("loop.conllu", Treebank.Replace("3\tnsubj", "1\tnsubj", StringComparison.Ordinal))).AssertBadInput("line 1", "circle");
    }
}
