using System.Diagnostics;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Tests;

/// <summary>A fresh process that knows ML.NET only, loads a model and prints its scores.</summary>
internal static class LoadHost
{
    /// <summary>The program, which stands beside the tests: .../bin/project/configuration/.</summary>
    public static string ProgramPath
    {
        get
        {
            const string Name = "Microsoft.ML.Transfer.LoadHost";
            var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            var path = Path.Combine(configuration.Parent!.Parent!.FullName, Name, configuration.Name, Name + ".dll");
            Assert.IsTrue(File.Exists(path), $"{path} is built together with the tests.");
            return path;
        }
    }

    /// <summary>What it prints for these scores.</summary>
    public static string[] Print(IEnumerable<float[]> scores) =>
        [.. scores.Select(row => string.Join(' ', row.Select(score => BitConverter.SingleToUInt32Bits(score).ToString("x8", null))))];

    /// <summary>Runs it; gives the lines that it prints, one a text.</summary>
    public static async Task<string[]> RunAsync(string modelFile, IEnumerable<string> texts)
    {
        var textFile = modelFile + ".texts.json";
        await File.WriteAllTextAsync(textFile, JsonSerializer.Serialize(texts));
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", ProgramPath, modelFile, textFile]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.AreEqual(0, process.ExitCode, await error);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
