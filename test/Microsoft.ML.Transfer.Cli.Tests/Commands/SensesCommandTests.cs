using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Cli.Tests.Commands;

[TestClass]
public sealed class SensesCommandTests
{
    private const string Table = "Label\tText\tPosition\nanimal\tthe cat sat\t1\nanimal\ta cat ran fast\t1\nmusical\tit was the cat cat\t4\nmusical\tthe very good cat\t3\n";

    [TestMethod]
    public void A_table_gives_a_line_for_each_layer()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var call = Call.Of("senses", "--model", model.Folder, "--word", "cat", "--data", folder.Write("cat.tsv", Table));
        Assert.AreEqual(0, call.ExitCode, call.Error);
        var lines = call.Out.TrimEnd('\n').Split('\n');
        Assert.HasCount(4, lines);
        StringAssert.StartsWith(lines[0], "word\tmodel\tlayer\taccuracy\t", StringComparison.Ordinal);
        StringAssert.StartsWith(lines[3], "cat\t" + model.Folder + "\t2\t", StringComparison.Ordinal);
        // Where the position is not said, the word stands where it stands first.
        var without = folder.Write("without.tsv", "Text\tLabel\nthe cat sat\tanimal\na CAT ran fast\tanimal\nit was the cat cat\tmusical\nthe very good cat\tmusical\n");
        var other = folder.Write("other.tsv", Table.Replace("\t4\n", "\t3\n", StringComparison.Ordinal));
        Assert.AreEqual(Call.Of("senses", "--model", model.Folder, "--word", "cat", "--data", other).Out, Call.Of("senses", "--model", model.Folder, "--word", "cat", "--data", without).Out);
        Assert.AreNotEqual(call.Out, Call.Of("senses", "--model", model.Folder, "--word", "cat", "--data", other).Out);
    }

    [TestMethod]
    public void Numbered_senses_are_read_with_their_names()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        folder.Write("classes_map.txt", """{"0": "cat_animal", "1": "cat_musical"}""");
        folder.Write("train.gold.txt", "0\n1\n0\n1\n");
        folder.Write("test.gold.txt", "1\n0\n");
        var train = folder.Write("train.data.txt", "1\tthe cat sat\n3\tit was the cat\n1\ta cat ran fast\n3\tthe very good cat\n");
        var test = folder.Write("test.data.txt", "2\tthe good cat\n1\tthe cat ran\n");
        string[] outputs = [folder["r.html"], folder["r.json"], folder["r.svg"], folder["r.tsv"]];
        var call = Call.Of(["senses", "--model", model.Folder, "--word", "cat", "--data", train, "--test", test, "--layers", "concat:1-2", .. outputs.SelectMany(path => new[] { "--out", path })]);
        Assert.AreEqual(0, call.ExitCode, call.Error);
        Assert.AreEqual("", call.Out);
        StringAssert.Contains(call.Error, $"Report written to {outputs[0]}.", StringComparison.Ordinal);
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(outputs[1]));
        CollectionAssert.AreEqual(new[] { "cat_animal", "cat_musical" }, json.RootElement.GetProperty("senses").EnumerateArray().Select(sense => sense.GetString()).ToArray());
        Assert.AreEqual((4, 2), (json.RootElement.GetProperty("training_contexts").GetInt32(), json.RootElement.GetProperty("test_contexts").GetInt32()));
        CollectionAssert.AreEqual(new[] { 1, 2 }, json.RootElement.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("layer").GetInt32()).ToArray());
        StringAssert.Contains(File.ReadAllText(outputs[0]), "cat_musical", StringComparison.Ordinal);
        StringAssert.StartsWith(File.ReadAllText(outputs[2]), "<svg", StringComparison.Ordinal);
        Assert.HasCount(3, File.ReadAllLines(outputs[3]));
    }

    [TestMethod]
    public void What_is_wrong_is_named()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        Refuse("a.tsv", "Text\tLabel\nthe dog\tx\n", "a.tsv, line 2: the word 'cat' does not stand in the sentence");
        Refuse("b.tsv", "Text\tLabel\tPosition\nthe cat\tx\t2\n", "b.tsv, line 2: the position '2' is none of the 2 words, counted from 0");
        Refuse("c.tsv", "Text\tLabel\tPosition\nthe cat\t\t1\n", "c.tsv, line 2: there is no sense");
        Refuse("d.tsv", "Text\tLabel\n", "d.tsv: there are no contexts");
        Refuse("e.tsv", "Text\tLabel\nthe cat\tx\na cat\tx\n", "have 1 sense(s); two are needed");
        Refuse("f.data.txt", "1\tthe cat\n", "There is no file");
        folder.Write("g.gold.txt", "0\n0\n");
        Refuse("g.data.txt", "1\tthe cat\n", "has 1 lines, but");
        folder.Write("h.gold.txt", "0\n");
        Refuse("h.data.txt", "the cat\n", "h.data.txt, line 1: expected the position of the word, a tab and the sentence");
        var good = folder.Write("good.tsv", Table);
        Call.Of("senses", "--model", model.Folder, "--word", "cat", "--data", good, "--out", folder["r.pdf"]).AssertBadInput("a report is written to a file that ends in .html, .tsv, .json, .svg");
        Call.Of("senses", "--model", model.Folder, "--word", "cat", "--data", good, "--layers", "mean:1-2").AssertBadInput("Layers are taken one by one");
        Call.Of("senses", "--model", model.Folder, "--word", "cat", "--data", good, "--layers", "7").AssertBadInput("has the layers 0 (embeddings) to 2");

        void Refuse(string name, string content, string message) => Call.Of("senses", "--model", model.Folder, "--word", "cat", "--data", folder.Write(name, content)).AssertBadInput(message);
    }
}
