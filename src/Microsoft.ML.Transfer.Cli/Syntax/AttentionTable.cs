using System.Globalization;
using Microsoft.ML.Transfer.Probing;
using Spectre.Console;

namespace Microsoft.ML.Transfer.Cli.Syntax;

/// <summary>Prints what <c>attention-probe</c> found.</summary>
internal static class AttentionTable
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static void Print(AttentionReport report, int minimum, CliConsole console)
    {
        var screen = console.CreateScreen();
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn("Link")
            .AddColumn(Number("Count"))
            .AddColumn("Best head")
            .AddColumn(Number("Finds %"))
            .AddColumn(Number("Offset"))
            .AddColumn(Number("Finds %"))
            .AddColumn(Number("Untrained %"));
        table.Title = new TableTitle(string.Create(Invariant, $"{Markup.Escape(report.Model)}: {report.Layers} layers of {report.Heads} heads on {report.Sentences} sentences"));
        foreach (var link in report.Relations.Concat(report.Agreement).Where(link => link.Count >= minimum))
        {
            table.AddRow(
                Markup.Escape(link.Name),
                link.Count.ToString(Invariant),
                link.Best.ToString(),
                Percent(link.Accuracy),
                link.BestOffset.ToString("+0;-0", Invariant),
                Percent(link.OffsetAccuracy),
                link.UntrainedAccuracy is { } untrained ? Percent(untrained) : "");
        }
        screen.Write(table);
        screen.WriteLine("Best head: layer.head; 'attends' follows a word's attention to its head, 'attended' what attends to it most.");
        screen.WriteLine("Heads and offsets are chosen on one half of the sentences and scored on the other. Punctuation and roots are not counted.");
        if (report.Unread > 0)
            screen.WriteLine(string.Create(Invariant, $"{report.Unread} sentences were left out: without words, too long for the encoder, or with a word that leaves no token."));
    }

    private static string Percent(double part) => (100 * part).ToString("F1", Invariant);

    private static TableColumn Number(string header) => new TableColumn(header).RightAligned().NoWrap();
}
