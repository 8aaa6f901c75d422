using System.CommandLine;
using System.Text.Json;
using Microsoft.ML.Transfer.Cli.Comparison;
using Microsoft.ML.Transfer.Cli.Output;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer evaluate</c>: how well a saved model predicts labelled texts.</summary>
internal static class EvaluateCommand
{
    public static Command Create(CliConsole console)
    {
        var model = new Option<string>("--model") { Required = true, HelpName = "model.zip", Description = "A model that 'mltransfer finetune' or 'mltransfer run' saved." };
        var data = new Option<string>("--data") { Required = true, HelpName = "F", Description = "Labelled texts (.tsv, .csv, .jsonl)." };
        var text = new Option<string?>("--text-col") { HelpName = "C", Description = "The column of the texts; Text when left out." };
        var label = new Option<string?>("--label-col") { HelpName = "C", Description = "The column of the classes; Label when left out." };
        var command = new Command("evaluate", "Predict labelled texts; prints {\"rows\",\"accuracy\",\"macro_f1\"}.") { model, data, text, label };
        command.SetAction(parsed =>
        {
            var rows = LabelledData.Load(parsed.GetRequiredValue(data), parsed.GetValue(text), parsed.GetValue(label)).Rows;
            var predictions = SavedClassifier.Load(parsed.GetRequiredValue(model)).Predict(rows.Select(row => row.Text));
            console.Out.WriteLine(ToJson(rows.Count, Count(rows, predictions)));
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>The classes are those of the data and those that are predicted.</summary>
    private static ConfusionCounts Count(IReadOnlyList<LabelledText> rows, IReadOnlyList<TextPrediction> predictions)
    {
        string[] classes = [.. rows.Select(row => row.Label).Concat(predictions.Select(prediction => prediction.PredictedLabel)).Distinct(StringComparer.Ordinal)];
        var numbers = classes.Index().ToDictionary(c => c.Item, c => c.Index, StringComparer.Ordinal);
        var counts = new ConfusionCounts(classes.Length);
        foreach (var (row, prediction) in rows.Zip(predictions))
            counts.Add(numbers[row.Label], numbers[prediction.PredictedLabel], rows: 1);
        return counts;
    }

    private static string ToJson(int rows, ConfusionCounts counts)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonLinesWriter.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("rows", rows);
            json.WriteNumber("accuracy", counts.Accuracy);
            json.WriteNumber("macro_f1", counts.MacroF1);
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }
}
