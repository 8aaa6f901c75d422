using System.Globalization;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Syntax;

/// <summary>Prints what <c>attention-probe</c> found.</summary>
internal static class AttentionTable
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static void Print(AttentionReport report, int minimum, CliConsole console)
    {
        var table = new LayerTable(
            console,
            $"{report.Model}: {report.Layers} layers of {report.Heads} heads on {report.Sentences} sentences",
            ["Link", "Best head"],
            ["Count", "Finds %", "Offset", "Finds %", "Untrained %"]);
        foreach (var link in report.Relations.Concat(report.Agreement).Where(link => link.Count >= minimum))
        {
            table.Add(
                link.Name, link.Best.ToString(), link.Count.ToString(Invariant), LayerTable.Percent(link.Accuracy), link.BestOffset.ToString("+0;-0", Invariant), LayerTable.Percent(link.OffsetAccuracy),
                link.UntrainedAccuracy is { } untrained ? LayerTable.Percent(untrained) : "");
        }
        table.Print(
            report.Unread,
            "Best head: layer.head; 'attends' follows a word's attention to its head, 'attended' what attends to it most.",
            "Heads and offsets are chosen on one half of the sentences and scored on the other. Punctuation and roots are not counted.");
    }
}
