using System.CommandLine;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer neurons</c>: whether what a probe reads from a layer is carried by few of its dimensions or by many.</summary>
internal static class NeuronsCommand
{
    public static Command Create(CliConsole console)
    {
        var (probed, report) = (new ProbedArguments(), new ReportArguments());
        var layer = new Option<int>("--layer") { HelpName = "N", Description = "The layer: 0 is the embeddings, -1 the last, which is looked at when left out.", DefaultValueFactory = _ => -1 };
        var command = new Command("neurons", "Rank the dimensions of a layer by how much a linear probe relies on them, and measure what is left without them; the table goes to standard output without --out.") { layer };
        probed.AddTo(command);
        report.AddTo(command);
        command.SetAction(parsed =>
        {
            var (input, paths) = (probed.Read(parsed), report.Read(parsed));
            var data = input.Read(input.Data).Training;
            var found = input.Run(console, model => NeuronReport.Measure(model, data, parsed.GetValue(layer), probed.Extraction(parsed), seed: probed.Seed(parsed), threads: probed.Threads(parsed)));
            ReportArguments.WriteOrPrint(found, paths, console);
            console.Error.WriteLine(found.Chart().Title + ".");
            return ExitCode.Success;
        });
        return command;
    }
}
