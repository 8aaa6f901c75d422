using System.CommandLine;
using Microsoft.ML.Transfer.Cli.FineTuning;
using Microsoft.ML.Transfer.Cli.Output;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer evaluate</c>: how well a saved model predicts examples.</summary>
internal static class EvaluateCommand
{
    public static Command Create(CliConsole console)
    {
        var model = new Option<string>("--model") { Required = true, HelpName = "model.zip", Description = "A model that 'mltransfer finetune' or 'mltransfer run' saved." };
        var data = new Option<string>("--data") { Required = true, HelpName = "F", Description = "Examples (.tsv, .csv, .jsonl)." };
        var columns = new ColumnOptions();
        var command = new Command("evaluate", "Predict examples; prints the metrics of the task in a JSON object.") { model, data, columns.Text, columns.Pair, columns.Label };
        command.SetAction(parsed =>
        {
            var ml = new MLContext();
            var saved = SavedModel.Load(ml, parsed.GetRequiredValue(model));
            var examples = saved.Task.Read(ml, parsed.GetRequiredValue(data), columns.Read(parsed));
            console.Out.WriteLine(JsonObjectLine.Of(json => saved.Task.WriteMetrics(ml, examples, saved.Transform(examples), json)));
            return ExitCode.Success;
        });
        return command;
    }
}
