using System.Diagnostics;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Cli.Tests.Commands;

[TestClass]
public sealed class AdaptCommandTests
{
    private const int Kills = 2;

    private static readonly string Messages = Path.Combine(SharedData.RepositoryRoot, "docs", "samples", "data", "messages.tsv");

    [TestMethod]
    public void A_column_of_texts_makes_a_model_that_other_commands_take()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["general.txt"], string.Join("\n\n", Enumerable.Range(0, 30).Select(i => FormattableString.Invariant($"the cat sat on mat {i} .\nit was a good dog ."))));
        File.WriteAllText(folder["more.jsonl"], """{"Text": "the dog ran fast"}""" + "\n");
        string[] arguments = ["adapt", "--model", model.Folder, "--data", Messages, folder["more.jsonl"], "--text-col", "Text", "--general", folder["general.txt"], "--output", folder["adapted"], "--passes", "0.5", "--extend-vocabulary", "3", "--learning-rate", "0.003", "--threads", "1"];
        var adapted = Call.Of([.. arguments, "--replay", "0.2"]);
        Assert.AreEqual(0, adapted.ExitCode, adapted.Error);
        foreach (var part in new[] { "Domain before: loss ", "Domain after: loss ", "General texts before: ", "General texts after: ", "The vocabulary grew by 3 words", "layer 2", "no head for masked tokens" })
            StringAssert.Contains(adapted.Out, part, StringComparison.Ordinal);
        StringAssert.Contains(adapted.Error, "Step ", StringComparison.Ordinal);
        StringAssert.Contains(adapted.Error, "Saved ", StringComparison.Ordinal);
        foreach (var file in new[] { "config.json", "model.safetensors", "tokenizer.json", "README.md" })
            Assert.IsTrue(File.Exists(Path.Combine(folder["adapted"], file)), file);
        File.WriteAllText(folder["texts.txt"], "the cat sat\nit was good\n");
        var embedded = Call.Of("embed", "--model", folder["adapted"], "--input", folder["texts.txt"], "--output", folder["vectors.tsv"]);
        Assert.AreEqual(0, embedded.ExitCode, embedded.Error);
        var inspected = Call.Of("inspect", "--model", folder["adapted"]);
        Assert.AreEqual(0, inspected.ExitCode, inspected.Error);
        // The same folder with other options holds another training.
        Call.Of([.. arguments, "--replay", "0.4"]).AssertBadInput("other options");
    }

    [TestMethod]
    public void Killed_at_any_step_and_called_again_it_gives_the_same_model()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var whole = Call.Of([.. Arguments(model, folder["whole"])]);
        Assert.AreEqual(0, whole.ExitCode, whole.Error);

        var random = new Random(7);
        var checkpoint = Path.Combine(folder["killed.work"], "training.safetensors");
        for (var kills = 0; kills < Kills; kills++)
        {
            using var process = Start(Arguments(model, folder["killed"]));
            // Once it has written down how far it is, at any moment: while a step is computed, or while the next checkpoint is written.
            var before = File.GetLastWriteTimeUtc(checkpoint);
            Assert.IsTrue(SpinWait.SpinUntil(() => File.GetLastWriteTimeUtc(checkpoint) > before, TimeSpan.FromMinutes(1)), "There is no checkpoint after a minute.");
            Thread.Sleep(random.Next(100));
            process.Kill();
            process.WaitForExit();
        }
        Assert.IsFalse(Directory.Exists(folder["killed"]), "No process should have come to the end: the training is too short for this test.");
        using var last = Start(Arguments(model, folder["killed"]));
        var error = last.StandardError.ReadToEnd();
        last.WaitForExit();
        Assert.AreEqual(0, last.ExitCode, error);
        CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(folder["whole"], "model.safetensors")), File.ReadAllBytes(Path.Combine(folder["killed"], "model.safetensors")));
    }

    [TestMethod]
    public void Bad_arguments_are_named()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        string[] call = ["adapt", "--model", model.Folder, "--output", folder["adapted"]];
        Call.Of([.. call, "--data", folder["none.txt"]]).AssertBadInput("none.txt");
        Call.Of([.. call, "--data", Messages, "--text-col", "Nothing"]).AssertBadInput("has no column 'Nothing'", "--text-col");
        Call.Of([.. call, "--data", Messages, "--passes", "0"]).AssertBadInput("Passes must be above 0");
        Call.Of([.. call, "--data", Messages, "--replay", "0.5"]).AssertBadInput("none are given");
        Call.Of(["adapt", "--model", folder["nowhere"], "--output", folder["adapted"], "--data", Messages]).AssertBadInput("nowhere");
        Assert.IsFalse(Directory.Exists(folder["adapted"]));
    }

    private static IEnumerable<string> Arguments(TinyModel model, string output) =>
    [
        "adapt", "--model", model.Folder, "--data", Messages, "--text-col", "Text", "--output", output, "--passes", "12", "--tokens-per-step", "64", "--checkpoint-steps", "20", "--learning-rate", "0.003", "--threads", "1",
    ];

    private static Process Start(IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, .. arguments]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
}
