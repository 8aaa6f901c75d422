using System.CommandLine;
using Microsoft.ML.Transfer.Cli.Input;
using Microsoft.ML.Transfer.Cli.LanguageModels;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer fill-mask</c>: what a masked language model puts into the places of texts, and how many facts it knows.</summary>
internal static class FillMaskCommand
{
    private const string StandardInput = "-";

    public static Command Create(CliConsole console)
    {
        var model = ModelOption.RequiredFolder();
        var input = new Option<string?>("--input") { HelpName = "F|-", Description = "Texts with places written [MASK] (.txt, .tsv, .csv, .jsonl); - reads a text a line from standard input." };
        var facts = new Option<string?>("--facts") { HelpName = "F", Description = "Facts (.tsv, .csv, .jsonl) with the columns Text, which has one [MASK], and Answer, and maybe Relation: prints how many the model knows." };
        var columns = new ColumnOptions();
        var topK = new Option<int?>("--top-k") { HelpName = "K", Description = "How many words for each place, 5 when left out; with --facts the k of the precision at k, 10 when left out." };
        var tokens = new Option<bool>("--tokens") { Description = "Take parts of words and punctuation as well as whole words." };
        var command = new Command("fill-mask", "Fill in the places of texts with a masked language model; prints a JSON object a line.") { model, input, facts, columns.Text, topK, tokens };
        command.SetAction(parsed =>
        {
            var (texts, asked, count) = (parsed.GetValue(input), parsed.GetValue(facts), parsed.GetValue(topK));
            if (texts is null == asked is null)
                throw new BadInputException("Give either --input, with texts, or --facts, with facts.");
            if (count < 1)
                throw new BadInputException($"--top-k is {count}; it must be at least 1.");
            using var loaded = MaskedLanguageModel.Load(parsed.GetRequiredValue(model));
            var job = new FillMaskJob(loaded, count, parsed.GetValue(tokens) ? MaskCandidates.Tokens : MaskCandidates.Words);
            if (asked is not null)
                InputFile.Read(asked, table => job.Ask(table, console.Out));
            else if (string.Equals(texts, StandardInput, StringComparison.Ordinal))
                job.Fill(TextLines.Read(console.In, "standard input"), parsed.GetValue(columns.Text), console.Out);
            else
                InputFile.Read(texts!, table => job.Fill(table, parsed.GetValue(columns.Text), console.Out));
            return ExitCode.Success;
        });
        return command;
    }
}
