using System.CommandLine;
using Microsoft.ML.Transfer.Cli.FineTuning;
using Microsoft.ML.Transfer.Cli.Input;
using Microsoft.ML.Transfer.Cli.Output;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer predict</c>: what a saved model says of each text.</summary>
internal static class PredictCommand
{
    private const string StandardInput = "-";

    public static Command Create(CliConsole console)
    {
        var model = new Option<string>("--model") { Required = true, HelpName = "model.zip", Description = "A model that 'mltransfer run' or 'mltransfer finetune' saved." };
        var input = new Option<string>("--input") { Required = true, HelpName = "F|-", Description = "The texts: .txt, .tsv, .csv, .jsonl or .conllu; - reads a text a line from standard input." };
        var columns = new ColumnOptions();
        var command = new Command("predict", "Predict each text; prints a JSON object a line, such as {\"text\",\"label\",\"score\"}.") { model, input, columns.Text, columns.Pair };
        command.SetAction(parsed =>
        {
            var ml = new MLContext();
            var saved = SavedModel.Load(ml, parsed.GetRequiredValue(model));
            var path = parsed.GetRequiredValue(input);
            var rows = string.Equals(path, StandardInput, StringComparison.Ordinal)
                ? Read(TextLines.Read(console.In, "standard input"))
                : InputFile.Read(path, Read);
            foreach (var prediction in saved.Task.Predictions(ml, saved.Transform(rows)))
                console.Out.WriteLine(JsonObjectLine.Of(prediction));
            return ExitCode.Success;

            IDataView Read(InputTable table) => saved.Task.ReadUnlabelled(ml, table, columns.Read(parsed));
        });
        return command;
    }
}
