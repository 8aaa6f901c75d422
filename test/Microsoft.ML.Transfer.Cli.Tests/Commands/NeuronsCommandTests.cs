using System.Text.Json;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Cli.Tests.Commands;

[TestClass]
public sealed class NeuronsCommandTests
{
    private static readonly string Tagged = string.Concat(Enumerable.Range(0, 24).Select(i => $"the D\ncat{(char)('a' + i)} N\nsat V\n\n"));

    [TestMethod]
    public void The_dimensions_of_a_layer_are_ranked_and_reported()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var data = folder.Write("a.bio", Tagged);
        var call = Call.Of("neurons", "--model", model.Folder, "--data", data, "--layer", "1", "--task", "pos", "--out", folder["r.json"], "--out", folder["r.html"]);
        Assert.AreEqual(ExitCode.Success, call.ExitCode, call.Error);
        StringAssert.Contains(call.Error, "Layer 1: without the ", StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(folder["r.json"]));
        Assert.AreEqual((1, "pos"), (json.RootElement.GetProperty("layer").GetInt32(), json.RootElement.GetProperty("task").GetString()));
        StringAssert.Contains(File.ReadAllText(folder["r.html"]), "With the first dimensions alone", StringComparison.Ordinal);
        var printed = Call.Of("neurons", "--model", model.Folder, "--data", data, "--layer", "1", "--task", "pos");
        StringAssert.StartsWith(printed.Out, "task\tmodel\tlayer\tdimensions\twithout_by_weight", StringComparison.Ordinal);
        StringAssert.Contains(printed.Out, "\t1\t0\t", StringComparison.Ordinal);
        // The last layer where none is named.
        StringAssert.Contains(Call.Of("neurons", "--model", model.Folder, "--data", data).Error, "Layer 2: ", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Bad_input_is_told()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var data = folder.Write("a.bio", Tagged);
        Call.Of("neurons", "--model", model.Folder, "--data", data, "--layer", "7").AssertBadInput("layers 0 (embeddings) to 2");
        Call.Of("neurons", "--model", model.Folder, "--data", data, "--out", folder["r.pdf"]).AssertBadInput("r.pdf", ".html");
        Call.Of("neurons", "--model", model.Folder, "--data", folder["none.bio"]).AssertBadInput("none.bio");
        Call.Of("neurons", "--model", model.Folder, "--data", folder.Write("b.bio", "the D\ncat N\n")).AssertBadInput("3 folds need at least 3 groups");
    }
}
