using System.CommandLine;
using Microsoft.ML.Transfer.Cli.Input;
using Microsoft.ML.Transfer.Cli.LanguageModels;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer perplexity</c>: how likely a language model finds texts.</summary>
internal static class PerplexityCommand
{
    public static Command Create(CliConsole console)
    {
        var model = ModelOption.RequiredFolder();
        var input = new Option<string>("--input") { Required = true, HelpName = "F", Description = "The texts (.txt, .tsv, .csv, .jsonl)." };
        var columns = new ColumnOptions();
        var command = new Command(
            "perplexity", "Log-likelihood and perplexity of each text, by a masked (pseudo-perplexity) or causal language model; prints a JSON object a line, the last of all texts together.") { model, input, columns.Text };
        command.SetAction(parsed =>
        {
            using var loaded = LanguageModel.Load(parsed.GetRequiredValue(model));
            InputFile.Read(parsed.GetRequiredValue(input), table => LikelihoodJob.Execute(loaded, table, parsed.GetValue(columns.Text), console.Out));
            return ExitCode.Success;
        });
        return command;
    }
}
