using System.Globalization;
using Microsoft.ML.Transfer.Charts;

namespace Microsoft.ML.Transfer.Probing;

/// <content>The pictures.</content>
public sealed partial record ProbeReport
{
    /// <summary>The accuracy by layer, with its intervals, beside what is reached without the encoder's training.</summary>
    /// <exception cref="InvalidOperationException">No layer was probed.</exception>
    public LineChart AccuracyChart()
    {
        var series = new List<LineSeries> { Line(Results.Any(result => result.Test is not null) ? "Cross-validated" : Model, result => result.Accuracy) with { Marked = MarkedPoint.Highest } };
        AddLine(series, "Test split, scored once", result => result.Test);
        AddLine(series, "Encoder with random weights", result => result.RandomEncoder, isBaseline: true);
        var references = new List<ReferenceLine>();
        if (Baselines.WordType is { } word)
            references.Add(new("Most frequent class of the word", word.Value, word.Low, word.High));
        references.Add(new("Most frequent class", Baselines.Majority.Value, Baselines.Majority.Low, Baselines.Majority.High));
        return new LineChart
        {
            Title = ProbeFinding.Of(this).Title,
            Subtitle = string.Create(CultureInfo.InvariantCulture, $"{Probe} on the frozen vectors of {Model}, {Folds} folds; bands are 95 % intervals"),
            XAxis = LayerAxis,
            YAxis = new("Accuracy", AxisScale.Share),
            Series = series,
            References = references,
        };
    }

    /// <summary>The accuracy, that on the control task, and their difference, by layer; null where no control task was probed.</summary>
    public LineChart? SelectivityChart()
    {
        if (Results.Where(result => result.Selectivity is not null).MaxBy(result => result.Selectivity!.Value) is not { } most)
            return null;
        var series = new List<LineSeries>();
        AddLine(series, "Selectivity", result => result.Selectivity);
        series[0] = series[0] with { Marked = MarkedPoint.Highest };
        series.Add(Line("Accuracy", result => result.Accuracy));
        AddLine(series, "Control task", result => result.Control, isBaseline: true);
        return new LineChart
        {
            Title = string.Create(CultureInfo.InvariantCulture, $"The probe is most selective in layer {most.Layer}: {Points(most.Selectivity!.Value)} above labels that can only be learned by heart"),
            XAxis = LayerAxis,
            YAxis = new("Accuracy, and accuracy less that on the control task", AxisScale.Share),
            Series = series,
        };
    }

    /// <summary>The length of the labels' code by layer; null where it was not measured.</summary>
    public LineChart? DescriptionLengthChart()
    {
        var measured = Results.Where(result => result.DescriptionLength is not null).ToList();
        if (measured.MinBy(result => result.DescriptionLength!.Bits) is not { } shortest)
            return null;
        return new LineChart
        {
            Title = string.Create(CultureInfo.InvariantCulture, $"The labels take the fewest bits from layer {shortest.Layer}: {shortest.DescriptionLength!.Compression:F1} times fewer than without vectors"),
            Subtitle = string.Create(CultureInfo.InvariantCulture, $"Without vectors, a uniform code takes {shortest.DescriptionLength.UniformBits / 1000:N1} kbit; the axis does not begin at zero"),
            XAxis = LayerAxis,
            YAxis = new("Online code of the labels (kbit)"),
            Series = [new("Online code", [.. measured.Select(result => new ChartPoint(result.Layer, result.DescriptionLength!.Bits / 1000))]) { Marked = MarkedPoint.Lowest }],
        };
    }

    /// <summary>What was taken for what.</summary>
    /// <param name="layer">The layer; the one with the highest accuracy when null.</param>
    /// <param name="classes">How many classes are shown, the most frequent ones.</param>
    /// <exception cref="ArgumentException">The layer was not probed.</exception>
    /// <exception cref="InvalidOperationException">No layer was probed.</exception>
    public HeatMap ConfusionChart(int? layer = null, int classes = 24)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        var result = layer is null ? Best : Results.FirstOrDefault(result => result.Layer == layer)
            ?? throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Layer {layer} was not probed; layers {string.Join(", ", Results.Select(result => result.Layer))} were."), nameof(layer));
        var table = new ConfusionTable(result.Confusion, Labels);
        var shown = table.MostFrequent(classes);
        var values = new double[shown.Count, shown.Count];
        for (var row = 0; row < shown.Count; row++)
        {
            for (var column = 0; column < shown.Count; column++)
                values[row, column] = table.Share(shown[row], shown[column]);
        }
        return new HeatMap
        {
            Title = table.Finding(result.Layer),
            Subtitle = shown.Count < Labels.Count
                ? string.Create(CultureInfo.InvariantCulture, $"Layer {result.Layer}, all folds; the {shown.Count} most frequent of {Labels.Count} classes; a whole row adds up to 100 %")
                : string.Create(CultureInfo.InvariantCulture, $"Layer {result.Layer}, all folds; a row adds up to 100 %"),
            Values = values,
            Rows = [.. shown.Select(label => Labels[label])],
            Columns = [.. shown.Select(label => Labels[label])],
            RowTitle = "True class",
            ColumnTitle = "Predicted class",
            ValueAxis = new("Share of the rows of the true class", AxisScale.Share) { Minimum = 0, Maximum = 1 },
        };
    }

    private LineSeries Line(string name, Func<ProbeResult, ProbeScore?> score) => new(name,
        [.. Results.Select(result => score(result) is { } found ? new ChartPoint(result.Layer, found.Value, found.Low, found.High) : new ChartPoint(result.Layer, double.NaN))]);

    private void AddLine(List<LineSeries> series, string name, Func<ProbeResult, ProbeScore?> score, bool isBaseline = false)
    {
        if (Results.Any(result => score(result) is not null))
            series.Add(Line(name, score) with { IsBaseline = isBaseline });
    }
}
