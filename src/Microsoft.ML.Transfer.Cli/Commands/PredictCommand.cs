using System.CommandLine;
using System.Text.Json;
using Microsoft.ML.Transfer.Cli.Comparison;
using Microsoft.ML.Transfer.Cli.Input;
using Microsoft.ML.Transfer.Cli.Output;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer predict</c>: label and score of each text, by a saved model.</summary>
internal static class PredictCommand
{
    private const string StandardInput = "-";

    public static Command Create(CliConsole console)
    {
        var model = new Option<string>("--model") { Required = true, HelpName = "model.zip", Description = "A model that 'mltransfer run' or 'mltransfer finetune' saved." };
        var input = new Option<string>("--input") { Required = true, HelpName = "F|-", Description = "The texts: .txt, .tsv, .csv, .jsonl or .conllu; - reads a text a line from standard input." };
        var text = new Option<string?>("--text-col") { HelpName = "C", Description = "The column of the texts; Text when left out." };
        var command = new Command("predict", "Predict the label of each text; prints {\"text\",\"label\",\"score\"} a line.") { model, input, text };
        command.SetAction(parsed =>
        {
            var texts = ReadTexts(parsed.GetRequiredValue(input), parsed.GetValue(text), console);
            foreach (var (t, prediction) in texts.Zip(SavedClassifier.Load(parsed.GetRequiredValue(model)).Predict(texts)))
                console.Out.WriteLine(ToJson(t, prediction));
            return ExitCode.Success;
        });
        return command;
    }

    private static List<string> ReadTexts(string input, string? column, CliConsole console)
    {
        return string.Equals(input, StandardInput, StringComparison.Ordinal)
            ? Texts(TextLines.Read(console.In, "standard input"))
            : InputFile.Read(input, Texts);

        List<string> Texts(InputTable table)
        {
            if (table.Columns.Length == 0)
                return [];
            var index = table.IndexOfText(column);
            return [.. table.Rows.Select(r => r.Values[index] ?? "")];
        }
    }

    private static string ToJson(string text, TextPrediction prediction)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonLinesWriter.Options))
        {
            json.WriteStartObject();
            json.WriteString("text", text);
            json.WriteString("label", prediction.PredictedLabel);
            json.WriteNumber("score", prediction.Highest);
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }
}
