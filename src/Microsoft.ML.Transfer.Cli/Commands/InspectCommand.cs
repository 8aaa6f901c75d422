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
        var weights = WeightsOption.Create("Measure what such weights do to the vectors of some texts, and print it for the model card.");
        var texts = new Option<FileInfo?>("--texts") { HelpName = "F", Description = "The texts to measure on, one a line; some English sentences when left out." };
        var command = new Command("inspect", "Show the architecture, the tokenizer and the weights of a model.") { model, tensors, weights, texts };
        command.SetAction(parsed =>
        {
            var name = parsed.GetRequiredValue(model);
            ModelReport.Print(ModelInspection.Of(name), parsed.GetValue(tensors), console);
            if (parsed.GetValue(weights) is not null)
                WeightFormatReport.Print(name, WeightsOption.Of(parsed, weights), parsed.GetValue(texts), console);
            return ExitCode.Success;
        });
        return command;
    }
}
