using System.Globalization;
using Microsoft.ML.Transfer.Charts;

namespace Microsoft.ML.Transfer.Probing;

/// <content>The pictures and the page.</content>
[TypeFormatterSource(typeof(HtmlViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed partial record AttentionReport
{
    private const int LinksShown = 24;

    /// <summary>How much of each relation each head finds, by the better of the two directions.</summary>
    /// <param name="relations">How many relations are shown, the most frequent ones.</param>
    /// <exception cref="InvalidOperationException">The sentences have no relation.</exception>
    public HeatMap HeadChart(int relations = LinksShown)
    {
        var links = Shown(relations);
        var values = new double[Layers * Heads, links.Count];
        var best = new List<(int Row, int Column)>();
        for (var column = 0; column < links.Count; column++)
        {
            foreach (var head in AllHeads)
                values[Row(head), column] = Math.Max(values[Row(head), column], links[column][head]);
            best.Add((Row(links[column].Best), column));
        }
        var layer = links.CountBy(link => link.Best.Layer).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).First();
        return new HeatMap
        {
            Title = string.Create(CultureInfo.InvariantCulture, $"Layer {layer.Key} has the best head of {layer.Value} of {links.Count} relations"),
            Subtitle = string.Create(CultureInfo.InvariantCulture, $"{Model}, {Sentences:N0} sentences; each head in the direction that finds more; over all of them, so that the best look a little better than they are"),
            Values = values,
            Rows = [.. AllHeads.Where(head => head.Direction == AttentionDirection.Attends).Select(head => string.Create(CultureInfo.InvariantCulture, $"{head.Layer}.{head.Head}"))],
            Columns = [.. links.Select(link => link.Name)],
            RowTitle = "Layer.head",
            ColumnTitle = "Relation to the head",
            ValueAxis = new("Words whose syntactic head is found", AxisScale.Share) { Minimum = 0, Maximum = 1 },
            Highlighted = best,
            HighlightTitle = "Best head of the relation",
        };

        int Row(AttentionHead head) => ((head.Layer - 1) * Heads) + head.Head;
    }

    /// <summary>How much of each relation the best head finds, beside the best fixed offset and, where it was looked into, an encoder with random weights.</summary>
    /// <param name="relations">How many relations are shown, the most frequent ones.</param>
    /// <exception cref="InvalidOperationException">The sentences have no relation.</exception>
    public BarChart RelationChart(int relations = LinksShown)
    {
        var links = Shown(relations);
        var series = new List<BarSeries>
        {
            new("Best head", [.. links.Select(link => new BarValue(link.Accuracy))]),
            new("Best fixed offset", [.. links.Select(link => new BarValue(link.OffsetAccuracy))]),
        };
        if (links.Any(link => link.UntrainedAccuracy is not null))
            series.Add(new("Best head, random weights", [.. links.Select(link => new BarValue(link.UntrainedAccuracy ?? double.NaN))]));
        return new BarChart
        {
            Title = Finding(),
            Subtitle = "Heads and offsets are chosen on one half of the sentences and scored on the other",
            Categories = [.. links.Select(link => link.Name)],
            Series = series,
            ValueAxis = new("Words whose syntactic head is found", AxisScale.Share) { Minimum = 0 },
        };
    }

    /// <inheritdoc/>
    public override Chart ToChart() => HeadChart();

    /// <inheritdoc/>
    public override ReportPage ToPage()
    {
        var above = Relations.Skip(1).Count(IsAbove);
        var sections = new List<ReportSection>
        {
            new("Relations") { Chart = RelationChart(), Table = Table(Relations) },
            new("Heads") { Chart = HeadChart() },
        };
        if (Agreement.Count > 0)
            sections.Add(new("Verbs and their subjects") { Text = ["From a finite verb to the subject that it agrees with; the harder ones have a noun of another number in between."], Table = Table(Agreement) });
        return new ReportPage(Finding())
        {
            Summary =
            [
                ("What may be concluded:", string.Create(CultureInfo.InvariantCulture, $"by where their attention is highest, single heads of {Model} point to the syntactic head more often than the best fixed offset, and than heads with random weights where those were looked into, in {above} of {Relations.Count - 1} relations (by 95 % intervals that do not overlap), chosen on one half of the sentences and scored on the other.")),
                ("What may not:", "it does not follow that the encoder needs these heads or uses them for syntax, nor that relations without such a head are unknown to it: they can be spread over heads, or stand in the vectors; rare relations have few words to tell by."),
            ],
            Facts = [.. PageFacts()],
            Sections = sections,
        };
    }

    /// <summary>Whether the best head finds more than the offset and than random weights, by intervals that do not overlap: among dozens of relations some are a little above by chance.</summary>
    private static bool IsAbove(AttentionLink link) =>
        new Rival(ShareOf(link, Math.Max(link.OffsetAccuracy, link.UntrainedAccuracy ?? 0)), "an offset or random weights").IsBeatenBy(ShareOf(link, link.Accuracy));

    private static ProbeScore ShareOf(AttentionLink link, double found) => WilsonInterval.Of((long)Math.Round(found * link.Count), link.Count);

    private static string Number(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1}");

    /// <summary>The relation that a head finds the furthest above the fixed offset, of those where the intervals tell them apart; rare ones, of fewer words than one in a hundred, are passed over.</summary>
    private string Finding()
    {
        var common = Relations.Skip(1).Where(link => link.Count * 100L >= Relations[0].Count && IsAbove(link)).MaxBy(link => link.Accuracy - Math.Max(link.OffsetAccuracy, link.UntrainedAccuracy ?? 0));
        return common is null
            ? "No head is shown to find a relation better than a fixed offset"
            : string.Create(CultureInfo.InvariantCulture, $"Head {common.Best.Head} of layer {common.Best.Layer} follows {common.Name} most clearly: {Number(common.Accuracy)} %, {100 * (common.Accuracy - common.OffsetAccuracy):F1} points more than a fixed offset");
    }

    private List<AttentionLink> Shown(int relations)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(relations);
        return Relations.Count < 2 ? throw new InvalidOperationException("The sentences have no relation to show.") : [.. Relations.Skip(1).Take(relations)];
    }

    private IEnumerable<(string Name, string Value)> PageFacts()
    {
        yield return ("Model", Model);
        yield return ("Layers × heads", string.Create(CultureInfo.InvariantCulture, $"{Layers} × {Heads}"));
        yield return ("Sentences", Count(Sentences));
        foreach (var fact in LeftOut(Unread))
            yield return fact;
        yield return ("Words", Count(Relations[0].Count));
        if (Notice is not null)
            yield return ("About the model", Notice);
    }

    private static ReportTable Table(IReadOnlyList<AttentionLink> links)
    {
        var hasUntrained = links.Any(link => link.UntrainedAccuracy is not null);
        return new(
            ["Relation", "Best head", "Words", "Head (%)", "Offset", "Offset (%)", .. hasUntrained ? ["Random (%)"] : Array.Empty<string>()],
            [.. links.Select(link => (IReadOnlyList<string>)
            [
                link.Name,
                link.Best.ToString(),
                Count(link.Count),
                Number(link.Accuracy),
                link.BestOffset.ToString("+0;−0;0", CultureInfo.InvariantCulture),
                Number(link.OffsetAccuracy),
                .. hasUntrained ? [link.UntrainedAccuracy is { } untrained ? Number(untrained) : ""] : Array.Empty<string>(),
            ])])
        {
            TextColumns = 2,
        };
    }
}
