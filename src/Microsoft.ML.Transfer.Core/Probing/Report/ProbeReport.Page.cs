using System.Globalization;
using Microsoft.ML.Transfer.Charts;

namespace Microsoft.ML.Transfer.Probing;

/// <content>The page.</content>
[TypeFormatterSource(typeof(HtmlViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed partial record ProbeReport
{
    /// <inheritdoc/>
    public override Chart ToChart() => AccuracyChart();

    /// <inheritdoc/>
    public override ReportPage ToPage()
    {
        var finding = ProbeFinding.Of(this);
        var sections = new List<ReportSection>
        {
            new("Accuracy by layer")
            {
                Text = ["Each row was tested by a probe that saw no row of its group. The lines to compare with need no trained encoder; what is not above them was not learned in pre-training, as far as this probe can see."],
                Chart = AccuracyChart(),
                Table = LayerTable([Score("Accuracy", result => result.Accuracy), Score("Test split", result => result.Test), Score("Random encoder", result => result.RandomEncoder), new("Macro-F1 (%)", result => (100 * result.Confusion.MacroF1).ToString("F1", CultureInfo.InvariantCulture))]),
            },
        };
        if (SelectivityChart() is { } selectivity)
        {
            sections.Add(new("Selectivity")
            {
                Text = ["The control task gives every word type a label drawn by chance (Hewitt and Liang, 2019). A probe that is right there learns words by heart; selectivity is what is left of its accuracy without that."],
                Chart = selectivity,
                Table = LayerTable([Score("Selectivity", result => result.Selectivity), Score("Accuracy", result => result.Accuracy), Score("Control task", result => result.Control)]),
            });
        }
        if (DescriptionLengthChart() is { } length)
        {
            sections.Add(new("Description length")
            {
                Text = ["How many bits it takes to send the labels to someone who has the vectors, each block coded by a probe that was trained on those before it (Voita and Titov, 2020). Unlike accuracy it counts how much a probe needs to learn: shorter is better."],
                Chart = length,
                Table = LayerTable([
                    new("Code (kbit)", result => result.DescriptionLength is { } code ? (code.Bits / 1000).ToString("N2", CultureInfo.InvariantCulture) : ""),
                    new("Compression", result => result.DescriptionLength is { } code ? code.Compression.ToString("F2", CultureInfo.InvariantCulture) : ""),
                    new("Cross-entropy (bit)", result => result.CrossEntropy.ToString("F3", CultureInfo.InvariantCulture)),
                ]),
            });
        }
        sections.Add(new(string.Create(CultureInfo.InvariantCulture, $"What layer {Best.Layer} takes for what")) { Chart = ConfusionChart(), Table = ClassTable() });
        return new ReportPage(finding.Title) { Summary = [("What may be concluded:", finding.May), ("What may not:", finding.MayNot)], Facts = [.. PageFacts()], Sections = sections };
    }

    private IEnumerable<(string Name, string Value)> PageFacts()
    {
        yield return ("Task", Task);
        yield return ("Model", Model);
        yield return ("Probe", Probe);
        yield return ("Classes", Count(Labels.Count));
        yield return ("Rows, such as words", Count(Rows));
        yield return ("Groups, such as sentences", Count(Groups));
        yield return ("Folds, of whole groups", Count(Folds));
        if (TestRows > 0)
            yield return ("Rows of the test split", Count(TestRows));
        if (SharedTestRows > 0)
            yield return ("Of them in texts trained on", Count(SharedTestRows));
        yield return ("Most frequent class", Baselines.Majority.ToString());
        if (Baselines.WordType is { } word)
            yield return ("Most frequent class of the word", word.ToString());
        yield return ("Seed", Seed.ToString(CultureInfo.InvariantCulture));
        yield return ("In parentheses", "95 % intervals, by resampling whole groups");
    }

    /// <summary>A table with a row for each layer; columns that are empty in all layers are left out.</summary>
    private ReportTable LayerTable(IEnumerable<PageColumn> columns)
    {
        var shown = columns.Where(column => Results.Any(result => column.Text(result).Length > 0)).ToList();
        var best = Best;
        return new(["Layer", .. shown.Select(column => column.Name)], [.. Results.Select(result => (IReadOnlyList<string>)[result.Layer.ToString(CultureInfo.InvariantCulture), .. shown.Select(column => column.Text(result))])])
        {
            TextColumns = 1,
            MarkedRow = Results.TakeWhile(result => result != best).Count(),
        };
    }

    private ReportTable ClassTable()
    {
        var confusion = Best.Confusion;
        var table = new ConfusionTable(confusion, Labels);
        return new(["Class", "Most often taken for", "Rows", "Recall", "F1"],
            [.. Enumerable.Range(0, Labels.Count).Where(label => table.Rows(label) > 0).Select(label => (IReadOnlyList<string>)
            [
                Labels[label],
                table.MostOftenTakenFor(label) is { } other ? $"{Labels[other]} ({Percent(table.Share(label, other))})" : "",
                table.Rows(label).ToString("N0", CultureInfo.InvariantCulture),
                Percent(table.Share(label, label)),
                Percent(confusion.F1(label)),
            ])])
        {
            TextColumns = 2,
        };
    }

    private static PageColumn Score(string name, Func<ProbeResult, ProbeScore?> score) =>
        new(name + " (%)", result => Interval(score(result)));

    private sealed record PageColumn(string Name, Func<ProbeResult, string> Text);
}
