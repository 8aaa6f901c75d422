using System.CommandLine;
using Microsoft.ML.Transfer.Cli.Inspection;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer inspect</c>: what a model consists of.</summary>
internal static class InspectCommand
{
    public static Command Create(CliConsole console)
    {
        var model = ModelOption.Required();
        var tensors = new Option<bool>("--tensors") { Description = "List every tensor with its type and shape." };
        var command = new Command("inspect", "Show the architecture, the tokenizer and the weights of a model.") { model, tensors };
        command.SetAction(parsed =>
        {
            ModelReport.Print(ModelInspection.Of(parsed.GetRequiredValue(model)), parsed.GetValue(tensors), console);
            return ExitCode.Success;
        });
        return command;
    }
}
