using System.Diagnostics;
using System.IO.Compression;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Cli.Tests.Commands;

/// <summary>A training whose process is killed goes on from its last checkpoint, with the same bits.</summary>
[TestClass]
public sealed class FineTuneInterruptionTests
{
    private const int Kills = 3;

    private static readonly string Messages = Path.Combine(SharedData.RepositoryRoot, "docs", "samples", "data", "messages.tsv");

    [TestMethod]
    public void Killed_at_any_step_and_called_again_it_gives_the_same_model()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        var whole = Call.Of([.. Arguments(model, folder["whole.zip"])]);
        Assert.AreEqual(0, whole.ExitCode, whole.Error);

        var random = new Random(7);
        var checkpoint = Path.Combine(folder["checkpoints"], "training.safetensors");
        string[] arguments = [.. Arguments(model, folder["killed.zip"]), "--checkpoints", folder["checkpoints"], "--checkpoint-steps", "3"];
        for (var kills = 0; kills < Kills; kills++)
        {
            using var process = Start(arguments);
            // Once it has written down how far it is, at any moment: while a step is computed, or while the next checkpoint is written.
            var before = File.GetLastWriteTimeUtc(checkpoint);
            Assert.IsTrue(SpinWait.SpinUntil(() => File.GetLastWriteTimeUtc(checkpoint) > before, TimeSpan.FromMinutes(1)), "There is no checkpoint after a minute.");
            Thread.Sleep(random.Next(150));
            process.Kill();
            process.WaitForExit();
        }
        Assert.IsFalse(File.Exists(folder["killed.zip"]), "No process should have come to the end: the training is too short for this test.");
        using var last = Start(arguments);
        var error = last.StandardError.ReadToEnd();
        last.WaitForExit();
        Assert.AreEqual(0, last.ExitCode, error);

        CollectionAssert.AreEqual(Weights(folder["whole.zip"]), Weights(folder["killed.zip"]));
    }

    private static IEnumerable<string> Arguments(TinyModel model, string output) =>
    [
        "finetune", "--model", model.Folder, "--data", Messages, "--output", output, "--epochs", "5", "--learning-rate", "0.003", "--batch-size", "4", "--validation", "0.1", "--threads", "1",
    ];

    private static Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, .. arguments]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        return Process.Start(start)!;
    }

    private static byte[] Weights(string zip)
    {
        using var archive = ZipFile.OpenRead(zip);
        var entry = archive.Entries.Single(entry => entry.FullName.EndsWith("model.safetensors", StringComparison.Ordinal));
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
