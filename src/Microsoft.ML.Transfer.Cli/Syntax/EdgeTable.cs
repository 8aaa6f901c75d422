using System.Globalization;
using Microsoft.ML.Transfer.Probing;
using Spectre.Console;

namespace Microsoft.ML.Transfer.Cli.Syntax;

/// <summary>Prints what <c>edge-probe</c> found.</summary>
internal static class EdgeTable
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static void Print(EdgeReport report, CliConsole console)
    {
        var screen = console.CreateScreen();
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Layer");
        foreach (var header in (string[])["Share of the mixture", "Accuracy up to it", "What it adds (points)"])
            table.AddColumn(new TableColumn(header).RightAligned());
        table.Title = new TableTitle(string.Create(
            Invariant, $"{Markup.Escape(report.Model)}, {report.Task}: {report.Labels.Count} classes, {report.TrainingSentences} sentences to learn from, {report.TestSpans} examples of {report.TestSentences} to score on"));
        foreach (var result in report.Results)
        {
            table.AddRow(
                result.Layer.ToString(Invariant), result.Weight.ToString("F3", Invariant), result.Accuracy?.ToString() ?? "",
                result.Differential is { } differential ? (100 * differential).ToString("+0.0;-0.0;0.0", Invariant) : "");
        }
        screen.Write(table);
        screen.WriteLine(string.Create(Invariant, $"All layers: {report.Accuracy}. Most frequent class: {report.Majority}."));
        if (report.Untrained is { } untrained)
            screen.WriteLine($"All layers of an untrained encoder: {untrained}.");
        var expected = report.ExpectedLayer is { } layer ? string.Create(Invariant, $" Expected layer by what each adds: {layer:F2}.") : "";
        screen.WriteLine(string.Create(Invariant, $"Centre of gravity: layer {report.CentreOfGravity:F2}.{expected}"));
        if (report.Unread > 0)
            screen.WriteLine(string.Create(Invariant, $"{report.Unread} sentences were left out: too long for the encoder, or with a word that leaves no token."));
    }
}
