namespace Microsoft.ML.Transfer.Cli.Tests.Commands;

[TestClass]
public sealed class ExitCodeTests
{
    [TestMethod]
    public void Help_is_no_error()
    {
        var call = Call.Of("--help");
        Assert.AreEqual(0, call.ExitCode);
        foreach (var command in (string[])["tokenize", "forward", "embed", "inspect", "download", "run", "predict"])
            StringAssert.Contains(call.Out, command, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("embed --input a.txt", "--output")]
    [DataRow("frobnicate", "frobnicate")]
    [DataRow("embed --input a.txt --output b.npy --pooling median", "median")]
    [DataRow("tokenize --model . --offsets bytes", "bytes")]
    [DataRow("run --folds 1", "--folds must be at least 2")]
    [DataRow("run --folds many", "many")]
    public void Wrong_usage_ends_with_1(string arguments, string part)
    {
        var call = Call.Of(arguments.Split(' '));
        Assert.AreEqual(ExitCode.BadInput, call.ExitCode);
        StringAssert.Contains(call.Error, part, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("embed --input nowhere.txt --output v.npy", "There is no file nowhere.txt")]
    [DataRow("embed --input nowhere.txt --output v.parquet", "files ending in '.parquet' are not written")]
    [DataRow("embed --input a.txt --output v.npy --layers some", "'some' names no layers; expected last, all, a number, mean:1-4 or concat:3,4")]
    [DataRow("embed --input a.txt --output v.npy --layers 99", "This encoder has the layers 0 (embeddings) to 4.\n")]
    [DataRow("embed --input a.txt --output v.npy --model no-such-model", "no-such-model")]
    [DataRow("inspect --model no-such-folder", "no-such-folder")]
    [DataRow("tokenize --model no-such-folder", "no-such-folder")]
    [DataRow("forward --model x --inputs nowhere.json --output o.safetensors", "There is no file nowhere.json")]
    [DataRow("run --data nowhere.tsv", "There is no file nowhere.tsv")]
    [DataRow("run --output no-such-folder/model.zip", "no-such-folder for --output does not exist")]
    [DataRow("predict --model nowhere.zip --input a.txt", "There is no model nowhere.zip")]
    public void Bad_input_ends_with_1_and_says_what_is_wrong(string arguments, string part) => Call.Of(arguments.Split(' ')).AssertBadInput(part);

    [TestMethod]
    public void A_model_that_does_not_exist_or_is_none_is_bad_input()
    {
        Call.WithInput("a text\n", "predict", "--model", "nowhere.zip", "--input", "-").AssertBadInput("There is no model nowhere.zip");
        using var folder = new TemporaryFolder();
        var noModel = folder.Write("model.zip", "no zip at all");
        Call.WithInput("a text\n", "predict", "--model", noModel, "--input", "-").AssertBadInput(noModel, "is no ML.NET model that can be loaded");
    }

    [TestMethod]
    public void What_breaks_unexpectedly_ends_with_2_and_tells_where()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var console = new CliConsole(new BrokenReader(), output, error);
        using var folder = new TemporaryFolder();
        folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n");
        folder.Write("tokenizer_config.json", "{\"tokenizer_class\": \"BertTokenizer\"}");
        Assert.AreEqual(ExitCode.Failure, CommandLine.Invoke(["tokenize", "--model", Path.GetDirectoryName(folder["x"])!], console));
        StringAssert.Contains(error.ToString(), "the disk is gone", StringComparison.Ordinal);
        StringAssert.Contains(error.ToString(), "   at ", StringComparison.Ordinal);
    }

    private sealed class BrokenReader : TextReader
    {
        public override string ReadLine() => throw new IOException("the disk is gone");
    }
}
