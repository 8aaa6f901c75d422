using System.Diagnostics;
using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tests.Embeddings;

[TestClass]
public sealed class FreshProcessTests
{
    [TestMethod]
    [Timeout(120_000)]
    public async Task A_process_that_never_touched_the_library_loads_a_model_and_gives_the_same_scores()
    {
        var context = new MLContext(seed: 1);
        var messages = Messages.Generate(120);
        var data = context.Data.LoadFromEnumerable(messages);
        var encoder = new TinyModel();
        var model = context.Transforms.Conversion.MapValueToKey("Label").Append(Stage.Estimator(context, Stage.Small with { Model = encoder.Folder }))
            .Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(data);
        string[] texts = [.. messages.Select(m => m.Text!), "", "a text not seen before", "naïve café 東京 😀"];
        var expected = model.Transform(context.Data.LoadFromEnumerable(texts.Select(t => new Message { Text = t })))
            .GetColumn<float[]>("Score").Select(Bits).ToArray();

        // The model file is all that is left of the encoder.
        encoder.Dispose();
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var modelFile = Path.Combine(folder.FullName, "model.zip");
            var textFile = Path.Combine(folder.FullName, "texts.json");
            context.Model.Save(model, data.Schema, modelFile);
            await File.WriteAllTextAsync(textFile, JsonSerializer.Serialize(texts));
            var printed = await RunAsync("exec", Host(), modelFile, textFile);
            CollectionAssert.AreEqual(expected, printed);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public void The_application_names_nothing_of_the_library()
    {
        // Otherwise the test above would show less than it says.
        var host = System.Reflection.Assembly.LoadFile(Host());
        CollectionAssert.DoesNotContain(host.GetReferencedAssemblies().Select(a => a.Name).ToArray(), "Microsoft.ML.Transfer");
    }

    private static string Bits(float[] scores) => string.Join(' ', scores.Select(s => BitConverter.SingleToUInt32Bits(s).ToString("x8", null)));

    // The host stands beside the tests: .../bin/<project>/<configuration>/.
    private static string Host()
    {
        const string name = "Microsoft.ML.Transfer.LoadHost";
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(configuration.Parent!.Parent!.FullName, name, configuration.Name, name + ".dll");
        Assert.IsTrue(File.Exists(path), $"{path} is built together with the tests.");
        return path;
    }

    private static async Task<string[]> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.AreEqual(0, process.ExitCode, await error);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
