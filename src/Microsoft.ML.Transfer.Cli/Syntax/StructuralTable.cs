using System.Globalization;
using Microsoft.ML.Transfer.Probing;
using Spectre.Console;

namespace Microsoft.ML.Transfer.Cli.Syntax;

/// <summary>Prints what <c>structural-probe</c> found.</summary>
internal static class StructuralTable
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static void Print(StructuralReport report, CliConsole console)
    {
        var screen = console.CreateScreen();
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Layer");
        foreach (var header in (string[])["UUAS %", "Distance ρ", "Root %", "Depth ρ", "Untrained UUAS %", "Untrained depth ρ"])
            table.AddColumn(new TableColumn(header).RightAligned());
        table.Title = new TableTitle(string.Create(Invariant, $"{Markup.Escape(report.Model)}: probes of rank {report.Rank}, {report.TrainingSentences} sentences to learn from, {report.TestSentences} to score on"));
        AddRow("linear chain", report.LinearChain, null);
        foreach (var result in report.Results)
            AddRow(result.Layer.ToString(Invariant), result.Scores, result.Untrained);
        screen.Write(table);
        screen.WriteLine("UUAS: edges of the trees that are found, punctuation left out. ρ: Spearman's, averaged by length over 5 to 50 words. Intervals: 95 %, by bootstrap over sentences.");
        if (report.Unread > 0)
            screen.WriteLine(string.Create(Invariant, $"{report.Unread} sentences were left out: without words, too long for the encoder, or with a word that leaves no token."));

        void AddRow(string layer, StructuralScores scores, StructuralScores? untrained) => table.AddRow(
            layer, Percent(scores.Uuas), Number(scores.DistanceSpearman), Percent(scores.RootAccuracy), Number(scores.DepthSpearman),
            untrained is null ? "" : Percent(untrained.Uuas), untrained is null ? "" : Number(untrained.DepthSpearman));
    }

    private static string Percent(ProbeScore score) => string.Create(Invariant, $"{100 * score.Value:F1} ({100 * score.Low:F1}–{100 * score.High:F1})");

    private static string Number(ProbeScore score) => double.IsFinite(score.Value) ? score.Value.ToString("F3", Invariant) : "–";
}
