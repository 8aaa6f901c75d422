using System.CommandLine;
using Microsoft.ML.Transfer.Cli.Probing;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer senses</c>: whether the layers of an encoder tell the senses of a word apart.</summary>
internal static class SensesCommand
{
    private static readonly Dictionary<string, PiecePooling> Pieces = new(StringComparer.Ordinal)
    {
        ["mean"] = PiecePooling.Mean,
        ["first"] = PiecePooling.First,
        ["last"] = PiecePooling.Last,
    };

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
        var pieces = new Option<string>("--pieces") { HelpName = string.Join('|', Pieces.Keys), Description = "Which tokens make up the vector of a word that the tokenizer divides.", DefaultValueFactory = _ => "mean" };
        var output = new Option<string[]>("--out") { HelpName = "F", Description = "The report: .html, .tsv, .json or .svg (the contexts in each layer); may be given several times. The table on standard output when left out." };
        pieces.AcceptOnlyFromAmong([.. Pieces.Keys]);
        var command = new Command("senses", "Measure whether each layer of an encoder tells the senses of a word apart.") { model, word, data, test, columns.Text, columns.Label, position, layers, pieces, output };
        command.SetAction(parsed =>
        {
            var files = new SenseFiles(parsed.GetRequiredValue(word), columns.Read(parsed), parsed.GetValue(position));
            var (training, asked) = (files.Read(parsed.GetRequiredValue(data)), parsed.GetValue(test) is { } path ? files.Read(path) : null);
            SensesJob.Execute(parsed.GetRequiredValue(model), files.Word, training, asked, Options(parsed.GetRequiredValue(layers), Pieces[parsed.GetRequiredValue(pieces)]), parsed.GetValue(output) ?? [], console);
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
