using System.CommandLine;
using Microsoft.ML.Transfer.Cli.Syntax;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer structural-probe</c>: how much of dependency trees a linear projection reads from each layer.</summary>
internal static class StructuralProbeCommand
{
    public static Command Create(CliConsole console)
    {
        var (treebank, files) = (new TreebankArguments(), new ReportArguments());
        var trained = new TrainedProbeArguments();
        var defaults = new StructuralProbingOptions();
        var rank = new Option<int>("--rank") { HelpName = "N", Description = "The dimensions that vectors are projected to.", DefaultValueFactory = _ => defaults.Rank };
        var epochs = new Option<int>("--epochs") { HelpName = "N", Description = "The most epochs; training ends before when it no longer helps.", DefaultValueFactory = _ => defaults.Epochs };
        var command = new Command("structural-probe", "Read the distances and depths of dependency trees from each layer of an encoder by a linear projection.") { rank, epochs };
        treebank.AddTo(command);
        files.AddTo(command);
        trained.AddTo(command);
        command.SetAction(parsed =>
        {
            var paths = files.Read(parsed);
            var (sentences, test) = (treebank.Read(parsed), trained.ReadTest(parsed, treebank));
            var report = treebank.Run(parsed, console, model => StructuralProbing.Run(model, sentences, test, new StructuralProbingOptions
            {
                Extraction = trained.Extraction(parsed),
                Rank = parsed.GetValue(rank),
                Epochs = parsed.GetValue(epochs),
                ComparesUntrained = trained.ComparesUntrained(parsed),
                Seed = treebank.Seed(parsed),
                Progress = step => console.Error.WriteLine(step),
            }));
            StructuralTable.Print(report, console);
            ReportArguments.Write(report, paths, console);
            return ExitCode.Success;
        });
        return command;
    }
}
