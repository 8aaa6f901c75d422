using System.CommandLine;
using System.Globalization;
using Microsoft.ML.Transfer.Cli.Vectors;
using Microsoft.ML.Transfer.Cli.Input;
using Microsoft.ML.Transfer.Cli.Output;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer embed</c>: a vector for each text of a file.</summary>
internal static class EmbedCommand
{
    public static Command Create(CliConsole console)
    {
        var input = new Option<string>("--input") { Required = true, HelpName = "F", Description = "The texts: .txt, .tsv, .csv, .jsonl or .conllu." };
        var text = new Option<string?>("--text-col") { HelpName = "C", Description = "The column of the texts; Text when left out." };
        var output = new Option<string>("--output") { Required = true, HelpName = "F", Description = "The vectors: .jsonl, .npy, .safetensors or .tsv." };
        var embedding = new EmbeddingArguments();
        var command = new Command("embed", "Give each text the vector that an encoder makes of it.") { input, text, output };
        embedding.AddTo(command);
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(output);
            VectorFile.CheckName(path);
            using var embedder = embedding.Load(parsed);
            if (embedder.Notice is { } notice)
                console.Error.WriteLine(notice);
            var count = InputFile.Read(parsed.GetRequiredValue(input), table =>
            {
                using var file = VectorFile.Create(path, embedder.FeatureNames);
                return EmbeddingJob.Execute(embedder, table, parsed.GetValue(text), file, console);
            });
            console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} vectors of {embedder.Dimension} dimensions written to {path}."));
            return ExitCode.Success;
        });
        return command;
    }
}
