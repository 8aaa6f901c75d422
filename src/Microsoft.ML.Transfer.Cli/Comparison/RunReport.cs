using System.Globalization;
using Spectre.Console;

namespace Microsoft.ML.Transfer.Cli.Comparison;

/// <summary>Prints what <c>run</c> found.</summary>
internal static class RunReport
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static void Print(RunRequest request, RunResult result, CliConsole console)
    {
        var screen = console.CreateScreen();
        screen.WriteLine();
        screen.Write(Setting(request));
        screen.WriteLine();
        screen.Write(Scores(request, result));
        var best = result.Scores.MaxBy(score => score.Counts.Accuracy)!;
        screen.MarkupLineInterpolated(Invariant, $"Most accurate: [bold]{best.Name}[/], {best.Counts.Accuracy:F3}; an encoder that has learned nothing shows what the encoder's training is worth.");
        screen.MarkupLineInterpolated(Invariant, $"[grey]Accuracy and macro-F1 from the confusion matrices of the {request.Folds} folds, summed. Time: training and evaluating all folds,[/]");
        screen.MarkupLineInterpolated(Invariant, $"[grey]encoding included; the folds share the vectors, so the encoder saw {result.TextsEncoded} texts. Texts/s: rows x folds / time.[/]");
        screen.WriteLine();
        screen.MarkupLineInterpolated(
            Invariant,
            $"Saved [bold]{request.ModelPath}[/] ({result.ModelBytes / 1024.0 / 1024.0:F1} MiB), trained on {result.TrainedOn} texts; {result.Predictions.Count} were kept out.");
        screen.WriteLine("Loaded in a fresh process, it says of them:");
        screen.Write(Predictions(result));
        screen.MarkupLineInterpolated(Invariant, $"[grey]Largest difference from the scores before saving: {result.LargestDifference:G3}.[/]");
    }

    private static Grid Setting(RunRequest request)
    {
        var classes = string.Join(", ", request.Data.Classes.Select(c => string.Create(Invariant, $"{c.Key} {c.Value}")));
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        Add("Data", request.Data.Name);
        Add("", string.Create(Invariant, $"{request.Data.Rows.Count} rows, {request.Data.Classes.Count} classes: {classes}"));
        Add("Model", string.Create(Invariant, $"{request.Embedder.ModelName}: {request.Embedder.Dimension} dimensions, layers {request.Embedder.Options.Layers}, pooling {request.Embedder.Options.Pooling}"));
        if (request.Embedder.Notice is { } notice)
            Add("", notice);
        Add("Trainer", string.Create(Invariant, $"multinomial logistic regression (LbfgsMaximumEntropy, L2 {TextClassifier.L2}, no L1)"));
        Add("ML.NET", MLNetOrigin.Describe());
        Add("Seed", request.Seed.ToString(Invariant));
        return grid;

        void Add(string name, string value) => grid.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), new Text(value));
    }

    private static Table Scores(RunRequest request, RunResult result)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn("Features + logistic regression")
            .AddColumn(Number($"Accuracy"))
            .AddColumn(Number("Macro-F1"))
            .AddColumn(Number("Time"))
            .AddColumn(Number("Texts/s"));
        table.Title = new TableTitle(string.Create(Invariant, $"{request.Folds}-fold cross-validation"));
        foreach (var score in result.Scores)
        {
            table.AddRow(
                Markup.Escape(score.Name),
                score.Counts.Accuracy.ToString("F3", Invariant),
                score.Counts.MacroF1.ToString("F3", Invariant),
                score.Elapsed.TotalSeconds.ToString("F2", Invariant) + " s",
                score.TextsPerSecond.ToString("N0", Invariant));
        }
        return table;
    }

    private static Table Predictions(RunResult result)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Text").AddColumn("Predicted").AddColumn(Number("Score")).AddColumn("Actual");
        foreach (var p in result.Predictions)
            table.AddRow(Markup.Escape(p.Row.Text), Markup.Escape(p.Predicted), p.Score.ToString("F3", Invariant), Markup.Escape(p.Row.Label));
        return table;
    }

    private static TableColumn Number(string header) => new TableColumn(header).RightAligned().NoWrap();
}
