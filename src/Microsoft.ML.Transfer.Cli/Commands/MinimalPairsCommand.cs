using System.CommandLine;
using Microsoft.ML.Transfer.Cli.LanguageModels;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer minimal-pairs</c>: whether a language model finds acceptable sentences likelier than those that are not.</summary>
internal static class MinimalPairsCommand
{
    public static Command Create(CliConsole console)
    {
        var model = ModelOption.RequiredFolder();
        var data = new Option<string[]>("--data")
        {
            Required = true,
            HelpName = "F …",
            Description = "Files of pairs (.jsonl, .tsv, .csv) with sentence_good and sentence_bad, and maybe UID and linguistics_term, as those of BLiMP.",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("minimal-pairs", "How often a masked or causal language model finds the acceptable sentence of a pair likelier; prints a JSON object for each paradigm, and one for all.") { model, data };
        command.SetAction(parsed =>
        {
            // The pairs first: a wrong file should not wait for a model to be loaded.
            var pairs = MinimalPairsJob.Read(parsed.GetRequiredValue(data));
            using var loaded = LanguageModel.Load(parsed.GetRequiredValue(model));
            MinimalPairsJob.Execute(loaded, pairs, console);
            return ExitCode.Success;
        });
        return command;
    }
}
