using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.ML.Transfer.Cli.Output;

namespace Microsoft.ML.Transfer.Cli.Comparison;

/// <summary>Starts this program again, with the command <c>predict</c>.</summary>
internal sealed class FreshProcess : IFreshProcess
{
    public IReadOnlyList<(string Label, float Score)> Predict(string modelPath, IReadOnlyList<string> texts)
    {
        // A file rather than standard input: a text may hold line breaks.
        var input = Path.Combine(Path.GetTempPath(), $"mltransfer-{Guid.NewGuid():N}.jsonl");
        try
        {
            Write(input, texts);
            var output = Run("predict", "--model", modelPath, "--input", input);
            var predictions = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToList();
            return predictions.Count == texts.Count
                ? predictions
                : throw new InvalidOperationException($"The fresh process predicted {predictions.Count} of {texts.Count} texts.");
        }
        finally
        {
            File.Delete(input);
        }
    }

    private static void Write(string path, IReadOnlyList<string> texts)
    {
        using var stream = File.Create(path);
        foreach (var text in texts)
        {
            using (var json = new Utf8JsonWriter(stream, JsonLinesWriter.Options))
            {
                json.WriteStartObject();
                json.WriteString(nameof(LabelledText.Text), text);
                json.WriteEndObject();
            }
            stream.WriteByte((byte)'\n');
        }
    }

    private static (string Label, float Score) Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return (document.RootElement.GetProperty("label").GetString()!, document.RootElement.GetProperty("score").GetSingle());
    }

    private static string Run(params string[] arguments)
    {
        var self = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is not known.");
        // Under `dotnet mltransfer.dll` the process is the host, and the program is its first argument.
        var program = typeof(FreshProcess).Assembly.Location;
        var viaHost = string.Equals(Path.GetFileNameWithoutExtension(self), "dotnet", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(self, viaHost ? [program, .. arguments] : arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{self} could not be started.");
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == ExitCode.Success
            ? output
            : throw new InvalidOperationException($"The fresh process ended with exit code {process.ExitCode}: {error.GetAwaiter().GetResult().Trim()}");
    }
}
