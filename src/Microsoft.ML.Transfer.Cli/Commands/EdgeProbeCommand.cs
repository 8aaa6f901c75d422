using System.CommandLine;
using Microsoft.ML.Transfer.Cli.Syntax;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer edge-probe</c>: in which layers the relations of words, or their parts of speech, are to be found.</summary>
internal static class EdgeProbeCommand
{
    public static Command Create(CliConsole console)
    {
        var (treebank, files) = (new TreebankArguments(), new ReportArguments());
        var trained = new TrainedProbeArguments();
        var defaults = new EdgeProbingOptions();
        var task = new Option<string>("--task") { HelpName = string.Join('|', EdgeData.TreebankTasks), Description = "What is predicted: the relation of a word and its head, or a word's part of speech.", DefaultValueFactory = _ => EdgeData.TreebankTasks[0] };
        var epochs = new Option<int>("--epochs") { HelpName = "N", Description = "The epochs of each training.", DefaultValueFactory = _ => defaults.Epochs };
        var mixture = new Option<bool>("--mixture-only") { Description = "Train only on all layers together, which tells their shares but not what each adds." };
        task.AcceptOnlyFromAmong([.. EdgeData.TreebankTasks]);
        var command = new Command("edge-probe", "Predict relations of words from a learned mixture of layers: where they are to be found, and what each layer adds.") { task, epochs, mixture };
        treebank.AddTo(command);
        files.AddTo(command);
        trained.AddTo(command);
        command.SetAction(parsed =>
        {
            var paths = files.Read(parsed);
            var name = parsed.GetRequiredValue(task);
            var (sentences, test) = (treebank.Read(parsed), trained.ReadTest(parsed, treebank));
            var report = treebank.Run(parsed, console, model => EdgeProbing.Run(
                model, EdgeData.OfTreebank(name, sentences), test is null ? null : EdgeData.OfTreebank(name, test), new EdgeProbingOptions
                {
                    Extraction = trained.Extraction(parsed),
                    Epochs = parsed.GetValue(epochs),
                    IsCumulative = !parsed.GetValue(mixture),
                    ComparesUntrained = trained.ComparesUntrained(parsed),
                    Seed = treebank.Seed(parsed),
                    Progress = step => console.Error.WriteLine(step),
                }));
            EdgeTable.Print(report, console);
            ReportArguments.Write(report, paths, console);
            return ExitCode.Success;
        });
        return command;
    }
}
