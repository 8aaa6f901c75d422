using System.CommandLine;
using Microsoft.ML.Transfer.Cli.Probing;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer senses</c>: whether the layers of an encoder tell the senses of a word apart.</summary>
internal static class SensesCommand
{
    public static Command Create(CliConsole console)
    {
        var model = ModelOption.Required();
        var word = new Option<string>("--word") { Required = true, HelpName = "W", Description = "The word; where the data do not say at which position it stands, where it stands first in a sentence." };
        var data = new Option<string>("--data")
        {
            Required = true,
            HelpName = "F",
            Description = "Contexts (.tsv, .csv, .jsonl) with the columns Text (words separated by blanks), Label (the sense) and maybe Position (of the word, from 0); or X.data.txt of CoarseWSD-20, with X.gold.txt beside it.",
        };
        var test = new Option<string?>("--test") { HelpName = "F", Description = "Contexts whose senses are asked; those of --data, each without itself, when left out." };
        var columns = new ColumnOptions();
        var position = new Option<string?>("--position-col") { HelpName = "C", Description = "The column of the word's position; Position, where there is one, when left out." };
        var layers = new Option<string>("--layers") { HelpName = "L", Description = "all, last, a layer (4), or several (concat:1-4), each of which is measured by itself.", DefaultValueFactory = _ => "all" };
        var pieces = ProbedArguments.PiecesOption();
        var report = new ReportArguments();
        var command = new Command("senses", "Measure whether each layer of an encoder tells the senses of a word apart; the table goes to standard output without --out.") { model, word, data, test, columns.Text, columns.Label, position, layers, pieces };
        report.AddTo(command);
        command.SetAction(parsed =>
        {
            var paths = report.Read(parsed);
            var files = new SenseFiles(parsed.GetRequiredValue(word), columns.Read(parsed), parsed.GetValue(position));
            var (training, asked) = (files.Read(parsed.GetRequiredValue(data)), parsed.GetValue(test) is { } path ? files.Read(path) : null);
            var options = Options(parsed.GetRequiredValue(layers), ProbedArguments.PiecesOf(parsed.GetRequiredValue(pieces)));
            var found = LoadedEncoder.Look(parsed.GetRequiredValue(model), new EmbeddingOptions(), console, encoder => SenseReport.Measure(encoder, files.Word, training, asked, options));
            ReportArguments.WriteOrPrint(found, paths, console);
            return ExitCode.Success;
        });
        return command;
    }

    private static ExtractionOptions Options(string layers, PiecePooling pieces)
    {
        try
        {
            return new ExtractionOptions { Layers = Layers.Parse(layers), Pieces = pieces };
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new BadInputException(BadInputException.MessageOf(e), e);
        }
    }
}
