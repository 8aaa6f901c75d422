using System.Globalization;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Syntax;

/// <summary>Prints what <c>structural-probe</c> found.</summary>
internal static class StructuralTable
{
    public static void Print(StructuralReport report, CliConsole console)
    {
        var table = new LayerTable(
            console,
            $"{report.Model}: probes of rank {report.Rank}, {report.TrainingSentences} sentences to learn from, {report.TestSentences} to score on",
            ["Layer"],
            ["UUAS %", "Distance ρ", "Root %", "Depth ρ", "Untrained UUAS %", "Untrained depth ρ"]);
        Add("linear chain", report.LinearChain, null);
        foreach (var result in report.Results)
            Add(result.Layer.ToString(CultureInfo.InvariantCulture), result.Scores, result.Untrained);
        table.Print(report.Unread, "UUAS: edges of the trees that are found, punctuation left out. ρ: Spearman's, averaged by length over 5 to 50 words. Intervals: 95 %, by bootstrap over sentences.");

        void Add(string layer, StructuralScores scores, StructuralScores? untrained) => table.Add(
            layer, LayerTable.Percent(scores.Uuas), Rho(scores.DistanceSpearman), LayerTable.Percent(scores.RootAccuracy), Rho(scores.DepthSpearman),
            LayerTable.Percent(untrained?.Uuas), Rho(untrained?.DepthSpearman));
    }

    private static string Rho(ProbeScore? score) => score is null ? "" : double.IsFinite(score.Value) ? score.Value.ToString("F3", CultureInfo.InvariantCulture) : "–";
}
