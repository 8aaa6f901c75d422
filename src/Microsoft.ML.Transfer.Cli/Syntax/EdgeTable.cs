using System.Globalization;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Syntax;

/// <summary>Prints what <c>edge-probe</c> found.</summary>
internal static class EdgeTable
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static void Print(EdgeReport report, CliConsole console)
    {
        var table = new LayerTable(
            console,
            $"{report.Model}, {report.Task}: {report.Labels.Count} classes, {report.TrainingSentences} sentences to learn from, {report.TestSpans} examples of {report.TestSentences} to score on",
            ["Layer"],
            ["Share of the mixture", "Accuracy up to it %", "What it adds (points)"]);
        foreach (var result in report.Results)
        {
            table.Add(
                result.Layer.ToString(Invariant), result.Weight.ToString("F3", Invariant), LayerTable.Percent(result.Accuracy),
                result.Differential is { } differential ? (100 * differential).ToString("+0.0;-0.0;0.0", Invariant) : "");
        }
        var expected = report.ExpectedLayer is { } layer ? string.Create(Invariant, $" Expected layer by what each adds: {layer:F2}.") : "";
        table.Print(report.Unread, [
            $"All layers: {report.Accuracy}. Most frequent class: {report.Majority}.",
            .. report.Untrained is { } untrained ? [$"All layers of an untrained encoder: {untrained}."] : Array.Empty<string>(),
            string.Create(Invariant, $"Centre of gravity: layer {report.CentreOfGravity:F2}.{expected}"),
        ]);
    }
}
