using System.Diagnostics;

namespace Microsoft.ML.Transfer.Cli.Tests.Commands;

[TestClass]
public sealed class PretrainCommandTests
{
    private static readonly string[] Shape = ["--size", "1x32", "--positions", "32"];
    private static readonly string[] Steps = ["--tokens-per-step", "64", "--evaluation-steps", "10", "--threads", "1"];
    private static readonly string[] Small = [.. Shape, "--vocabulary", "120", .. Steps];

    [TestMethod]
    public void From_texts_to_a_model_that_embeds()
    {
        using var folder = new TemporaryFolder();
        var call = Call.Of(["pretrain", "--corpus", Texts(folder, "a.txt") + ":1", Texts(folder, "b.txt") + ":2", "--held-out", Texts(folder, "held.txt"), "--output", folder["model"], "--tokens", "1280", "--sentences", "Neighbours", "--watts", "65", "--price", "0.1", .. Small]);
        Assert.AreEqual(0, call.ExitCode, call.Error);
        StringAssert.Contains(call.Error, "Step 10/20, 0.00 M tokens: loss", StringComparison.Ordinal);
        StringAssert.Contains(call.Error, "Read 1280 tokens", StringComparison.Ordinal);
        StringAssert.Contains(call.Error, "Wh at 65 W.", StringComparison.Ordinal);
        StringAssert.Contains(call.Error, "at 0.1 an hour.", StringComparison.Ordinal);
        var curve = File.ReadAllLines(Path.Combine(folder["model"], "curve.tsv"));
        Assert.HasCount(3, curve);
        StringAssert.StartsWith(curve[2], "20\t1280\t", StringComparison.Ordinal);
        var embedded = Call.Of("embed", "--model", folder["model"], "--input", folder.Write("in.txt", "the green river\n"), "--output", folder["v.tsv"]);
        Assert.AreEqual(0, embedded.ExitCode, embedded.Error);
    }

    [TestMethod]
    public void Killed_and_called_again_it_gives_the_same_model()
    {
        using var folder = new TemporaryFolder();
        var corpus = Texts(folder, "a.txt");
        string[] arguments = ["pretrain", "--corpus", corpus, "--tokens", "12800", "--checkpoint-steps", "20", "--output"];
        var whole = Call.Of([.. arguments, folder["whole"], .. Small]);
        Assert.AreEqual(0, whole.ExitCode, whole.Error);

        var checkpoint = Path.Combine(folder["killed.work"], "training.safetensors");
        string[] again = [.. arguments, folder["killed"], "--work", folder["killed.work"], .. Small];
        for (var kills = 0; kills < 2; kills++)
        {
            using var process = Start(again);
            var before = File.GetLastWriteTimeUtc(checkpoint);
            Assert.IsTrue(SpinWait.SpinUntil(() => File.GetLastWriteTimeUtc(checkpoint) > before, TimeSpan.FromMinutes(1)), "There is no checkpoint after a minute.");
            process.Kill();
            process.WaitForExit();
        }
        Assert.IsFalse(Directory.Exists(folder["killed"]), "No process should have come to the end: the training is too short for this test.");
        using var last = Start(again);
        var error = last.StandardError.ReadToEnd();
        last.WaitForExit();
        Assert.AreEqual(0, last.ExitCode, error);
        CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(folder["whole"], "model.safetensors")), File.ReadAllBytes(Path.Combine(folder["killed"], "model.safetensors")));
        CollectionAssert.AreEqual(File.ReadAllLines(Path.Combine(folder["whole"], "curve.tsv")), File.ReadAllLines(Path.Combine(folder["killed"], "curve.tsv")));
    }

    [TestMethod]
    public void A_model_is_trained_further()
    {
        using var folder = new TemporaryFolder();
        string[] texts = ["pretrain", "--corpus", Texts(folder, "a.txt"), "--held-out", Texts(folder, "held.txt")];
        var first = Call.Of([.. texts, "--output", folder["first"], "--tokens", "3200", "--learning-rate", "1e-2", .. Small]);
        Assert.AreEqual(0, first.ExitCode, first.Error);
        var further = Call.Of([.. texts, "--model", folder["first"], "--output", folder["further"], "--tokens", "6400", "--seed", "2", "--learning-rate", "1e-2", .. Steps]);
        Assert.AreEqual(0, further.ExitCode, further.Error);
        Assert.DoesNotContain("Training the vocabulary", further.Error, StringComparison.Ordinal);
        CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(folder["first"], "tokenizer.json")), File.ReadAllBytes(Path.Combine(folder["further"], "tokenizer.json")));
        Assert.IsLessThan(LastHeldLoss(folder["first"]), LastHeldLoss(folder["further"]));

        // What is in the folder is a training of another model.
        Call.Of([.. texts, "--model", folder["further"], "--output", folder["further"], "--tokens", "6400", "--seed", "2", "--learning-rate", "1e-2", .. Steps]).AssertBadInput("another model");
    }

    [TestMethod]
    [DataRow("causal", "Gpt2", "GPT2LMHeadModel")]
    [DataRow("causal", "Llama", "LlamaForCausalLM")]
    [DataRow("spans", "T5", "T5ForConditionalGeneration")]
    [DataRow("spans", "Bart", "BartForConditionalGeneration")]
    public void Models_that_write_are_trained_from_the_vocabulary_on(string objective, string family, string architecture)
    {
        using var folder = new TemporaryFolder();
        string[] call = ["pretrain", "--objective", objective, "--corpus", Texts(folder, "a.txt"), "--held-out", Texts(folder, "held.txt"), "--learning-rate", "1e-2", "--checkpoint-steps", "10"];
        string[] first = [.. call, "--family", family, "--output", folder["model"], "--tokens", "2560", "--vocabulary", "220", .. Shape, .. Steps];
        var made = Call.Of(first);
        Assert.AreEqual(0, made.ExitCode, made.Error);
        StringAssert.Contains(made.Error, "Training the vocabulary", StringComparison.Ordinal);
        StringAssert.Contains(File.ReadAllText(Path.Combine(folder["model"], "config.json")), architecture, StringComparison.Ordinal);
        var losses = File.ReadAllLines(Path.Combine(folder["model"], "curve.tsv")).Skip(1).Select(line => double.Parse(line.Split('\t')[3], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.HasCount(4, losses);
        Assert.IsLessThan(losses[0] - 0.1, losses[^1]);

        // The same call finds the training at its end; the model is that of the file.
        var weights = File.ReadAllBytes(Path.Combine(folder["model"], "model.safetensors"));
        var again = Call.Of(first);
        Assert.AreEqual(0, again.ExitCode, again.Error);
        Assert.DoesNotContain("Training the vocabulary", again.Error, StringComparison.Ordinal);
        CollectionAssert.AreEqual(weights, File.ReadAllBytes(Path.Combine(folder["model"], "model.safetensors")));

        var further = Call.Of([.. call, "--model", folder["model"], "--output", folder["further"], "--tokens", "1280", .. Steps]);
        Assert.AreEqual(0, further.ExitCode, further.Error);
        if (objective is "causal")
        {
            var perplexity = Call.Of("perplexity", "--model", folder["further"], "--input", folder.Write("in.txt", "the old house was near the river .\n"));
            Assert.AreEqual(0, perplexity.ExitCode, perplexity.Error);
        }
    }

    [TestMethod]
    public void Options_that_do_not_fit_the_objective_are_named()
    {
        using var folder = new TemporaryFolder();
        string[] call = ["pretrain", "--corpus", Texts(folder, "a.txt"), "--output", folder["m"]];
        foreach (var objective in new[] { "causal", "spans" })
        {
            foreach (var option in new[] { new[] { "--mask-rate", "0.2" }, ["--whole-words"], ["--sentences", "Neighbours"], ["--sentence-weight", "0.1"] })
                Call.Of([.. call, "--objective", objective, .. option]).AssertBadInput(option[0], "--objective", "masked tokens");
            Call.Of([.. call, "--objective", objective, "--model", "transfer-mini-en"]).AssertBadInput("transfer-mini-en", "predict masked tokens");
        }
        foreach (var objective in new[] { "masked", "causal" })
        {
            Call.Of([.. call, "--objective", objective, "--noise-density", "0.2"]).AssertBadInput("--noise-density", "hidden spans");
            Call.Of([.. call, "--objective", objective, "--span-length", "2"]).AssertBadInput("--span-length", "hidden spans");
        }
        Call.Of([.. call, "--objective", "spans", "--noise-density", "1"]).AssertBadInput("NoiseDensity", "below 1");
        Call.Of([.. call, "--objective", "causal", "--family", "T5"]).AssertBadInput("--family T5", "Gpt2 or Llama");
        Call.Of([.. call, "--objective", "spans", "--family", "Gpt2"]).AssertBadInput("--family Gpt2", "T5 or Bart");
        Call.Of([.. call, "--family", "Gpt2"]).AssertBadInput("--family Gpt2", "BERT");
        Call.Of([.. call, "--objective", "causal", "--size", "1x30", "--vocabulary", "120"]).AssertBadInput("30", "4 heads");
        Assert.IsFalse(Directory.Exists(folder["m"]));
    }

    [TestMethod]
    public void A_model_has_its_size_and_its_vocabulary()
    {
        using var folder = new TemporaryFolder();
        string[] call = ["pretrain", "--corpus", Texts(folder, "a.txt"), "--output", folder["m"], "--model", "transfer-mini-en"];
        foreach (var (option, value) in new[] { ("--size", "4x256"), ("--heads", "4"), ("--positions", "64"), ("--vocabulary", "120") })
            Call.Of([.. call, option, value]).AssertBadInput(option, "--model transfer-mini-en", "Leave out");
        Call.Of("pretrain", "--corpus", Texts(folder, "a.txt"), "--output", folder["m"], "--model", folder["none"]).AssertBadInput("none");
    }

    [TestMethod]
    public void Bad_input_is_named()
    {
        using var folder = new TemporaryFolder();
        var corpus = Texts(folder, "a.txt");
        Call.Of("pretrain", "--corpus", folder["no.txt"], "--output", folder["m"]).AssertBadInput("no.txt");
        Call.Of("pretrain", "--corpus", corpus, "--output", folder["m"], "--size", "big").AssertBadInput("--size big", "4x256");
        Call.Of("pretrain", "--corpus", corpus + ":0", "--output", folder["m"], "--work", folder["v"], "--vocabulary", "120", "--size", "1x32").AssertBadInput("weight", "above 0");
        Call.Of("pretrain", "--corpus", corpus, "--output", folder["m"], "--work", folder["w"], "--vocabulary", "120", "--size", "1x30").AssertBadInput("30", "4 heads");
        Assert.AreEqual(0, Call.Of(["pretrain", "--corpus", corpus, "--output", folder["a"], "--work", folder["w"], "--tokens", "64", .. Small]).ExitCode);
        Call.Of(["pretrain", "--corpus", corpus, "--output", folder["b"], "--work", folder["w"], "--tokens", "64", "--seed", "2", .. Small]).AssertBadInput("another training", "seed 1");
        Assert.IsFalse(Directory.Exists(folder["m"]));
    }

    private static double LastHeldLoss(string folder) => double.Parse(File.ReadAllLines(Path.Combine(folder, "curve.tsv"))[^1].Split('\t')[3], System.Globalization.CultureInfo.InvariantCulture);

    private static string Texts(TemporaryFolder folder, string name)
    {
        var random = new Random(name.Length);
        string[] adjectives = ["green", "old", "cold", "quiet"], nouns = ["river", "house", "wind", "garden"];
        return folder.Write(name, string.Join('\n', Enumerable.Range(0, 100).Select(_ => $"the {adjectives[random.Next(4)]} {nouns[random.Next(4)]} was near the {nouns[random.Next(4)]} .")));
    }

    private static Process Start(IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, .. arguments]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
}
