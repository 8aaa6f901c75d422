using System.CommandLine;
using System.Globalization;
using Microsoft.ML.Transfer.Cli.Comparison;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer run</c>: TF-IDF beside frozen embeddings on labelled texts, then save, reload and predict.</summary>
internal static class RunCommand
{
    public static Command Create(CliConsole console)
    {
        var data = new Option<string?>("--data") { HelpName = "F", Description = "Labelled texts (.tsv, .csv, .jsonl); the sample messages when left out." };
        var text = new Option<string?>("--text-col") { HelpName = "C", Description = "The column of the texts; Text when left out." };
        var label = new Option<string?>("--label-col") { HelpName = "C", Description = "The column of the classes; Label when left out." };
        var folds = new Option<int>("--folds") { HelpName = "N", Description = "The folds of the cross-validation.", DefaultValueFactory = _ => 5 };
        var seed = new Option<int>("--seed") { HelpName = "N", Description = "Decides the folds.", DefaultValueFactory = _ => 1 };
        var output = new Option<string>("--output") { HelpName = "model.zip", Description = "Where to save the model.", DefaultValueFactory = _ => "model.zip" };
        folds.Validators.Add(result =>
        {
            // What is no number at all the parser reports by itself.
            if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var count) && count < 2)
                result.AddError("--folds must be at least 2.");
        });
        var embedding = new EmbeddingArguments();
        var command = new Command("run", "Compare TF-IDF with frozen embeddings and with those of an untrained encoder, save the model, reload it in a fresh process and predict.") { data, text, label, folds, seed, output };
        embedding.AddTo(command);
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(output);
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            if (!Directory.Exists(folder))
                throw new BadInputException($"The folder {folder} for --output does not exist.");
            var texts = parsed.GetValue(data) is { } file
                ? LabelledData.Load(file, parsed.GetValue(text), parsed.GetValue(label))
                : LabelledData.Sample();
            using var embedder = embedding.Load(parsed);
            using var untrained = TextEmbedder.Load(ShippedModels.UntrainedMiniEnglish);
            var request = new RunRequest(texts, embedder, untrained, parsed.GetValue(folds), parsed.GetValue(seed), path);
            var result = RunJob.Execute(request, new FreshProcess(), console.Error.WriteLine);
            RunReport.Print(request, result, console);
            return ExitCode.Success;
        });
        return command;
    }
}
