using System.CommandLine;
using Microsoft.ML.Transfer.Cli.Syntax;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer attention-probe</c>: which attention heads find syntactic heads and subjects.</summary>
internal static class AttentionProbeCommand
{
    public static Command Create(CliConsole console)
    {
        var (treebank, files) = (new TreebankArguments(), new ReportArguments());
        var minimum = new Option<int>("--min-count") { HelpName = "N", Description = "Print only relations with at least so many words; the file has all.", DefaultValueFactory = _ => 20 };
        var command = new Command("attention-probe", "Find the attention heads of an encoder that follow dependencies, beside the best fixed offset.") { minimum };
        treebank.AddTo(command);
        files.AddTo(command);
        command.SetAction(parsed =>
        {
            var paths = files.Read(parsed);
            var sentences = treebank.Read(parsed);
            var report = treebank.Run(parsed, console, model => AttentionProbing.Run(model, sentences, new AttentionProbingOptions { Seed = treebank.Seed(parsed) }));
            AttentionTable.Print(report, parsed.GetValue(minimum), console);
            ReportArguments.Write(report, paths, console);
            return ExitCode.Success;
        });
        return command;
    }
}
