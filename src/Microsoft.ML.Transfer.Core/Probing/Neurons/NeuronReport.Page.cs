using System.Globalization;
using Microsoft.ML.Transfer.Charts;

namespace Microsoft.ML.Transfer.Probing;

/// <content>The picture, the page, and the forms for other programs.</content>
[TypeFormatterSource(typeof(HtmlViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed partial record NeuronReport
{
    private const int NeuronsShown = 20;

    /// <summary>What is left of the probe's accuracy without the first dimensions of each ranking.</summary>
    public LineChart Chart() => new()
    {
        Title = string.Create(CultureInfo.InvariantCulture, $"Layer {Layer}: without the {Noticed(WeightCurve).Count} dimensions of the greatest weight the probe is right in {Percent(Noticed(WeightCurve).WithoutThem)}, without as many random ones in {Percent(Noticed(RandomCurve).WithoutThem)}"),
        Subtitle = string.Create(CultureInfo.InvariantCulture, $"{Count(TestRows)} rows that neither the probe nor the ranking has seen; ablated dimensions are set to their mean, and the probe is not trained again"),
        XAxis = new("Ablated dimensions", AxisScale.Whole),
        YAxis = new("Accuracy", AxisScale.Share),
        Series = Curves(point => point.WithoutThem),
    };

    /// <summary>The accuracy of the same probe when only the first dimensions of each ranking are left.</summary>
    public LineChart KeptChart() => new()
    {
        Title = string.Create(CultureInfo.InvariantCulture, $"Layer {Layer}: with the {Noticed(WeightCurve).Count} dimensions of the greatest weight alone the probe is right in {Percent(Noticed(WeightCurve).OnlyThem)}, with all in {Percent(WeightCurve[0].WithoutThem)}"),
        Subtitle = "All other dimensions are set to their mean, and the probe is not trained again",
        XAxis = new("Dimensions that are left", AxisScale.Whole),
        YAxis = new("Accuracy", AxisScale.Share),
        Series = Curves(point => point.OnlyThem),
    };

    /// <inheritdoc/>
    public override Chart ToChart() => Chart();

    /// <inheritdoc/>
    public override ReportPage ToPage() => new(Chart().Title)
    {
        Summary =
        [
            ("What may be concluded:", $"the probe, a linear one, relies on the first dimensions of a ranking as far as its curve falls faster than that of the random order; of what it is right more often than with all {Count(ByWeight.Count)} dimensions ablated, half is lost after {Count(Half(WeightCurve))} of them by weight, and after {Count(Half(RandomCurve))} in random order."),
            ("What may not:", "a ranking is one of the probe, not of the encoder: another probe may rely on other dimensions that say the same. Dimensions that are set to their mean make vectors that the probe has never seen, so that it loses more than the dimensions carry."),
        ],
        Facts =
        [
            .. Task.Length > 0 ? [("Task", Task)] : Array.Empty<(string, string)>(), .. Model.Length > 0 ? [("Model", Model)] : Array.Empty<(string, string)>(),
            ("Layer", Count(Layer)), ("Dimensions", Count(ByWeight.Count)), ("Rows scored", Count(TestRows)), ("Accuracy with all", Percent(WeightCurve[0].WithoutThem)),
        ],
        Sections =
        [
            new("Without the first dimensions") { Chart = Chart(), Table = CurveTable(point => point.WithoutThem) },
            new("With the first dimensions alone") { Chart = KeptChart(), Table = CurveTable(point => point.OnlyThem) },
            new("The first dimensions") { Text = ["By weight: the mean of |w| · σ over the classes (Dalvi et al., 2019). By ablation: the bits that the cross-entropy rises when the dimension alone is set to its mean."], Table = RankTable() },
        ],
    };

    /// <summary>A table of tab-separated values with a header and a line for each number of dimensions: accuracies from 0 to 1, with all their digits.</summary>
    public override string ToTsv()
    {
        var table = new ReportTsv("task", "model", "layer", "dimensions", "without_by_weight", "without_by_ablation", "without_random", "only_by_weight", "only_by_ablation", "only_random");
        for (var i = 0; i < WeightCurve.Count; i++)
        {
            table.Add(
                Task, Model, Layer, WeightCurve[i].Count, WeightCurve[i].WithoutThem, AblationCurve[i].WithoutThem, RandomCurve[i].WithoutThem, WeightCurve[i].OnlyThem, AblationCurve[i].OnlyThem, RandomCurve[i].OnlyThem);
        }
        return table.ToString();
    }

    /// <summary>The whole report as JSON: all dimensions in the order of both rankings, and the curves.</summary>
    public override string ToJson() => ReportJson.Write("neuron", json =>
    {
        json.WriteString("task", Task);
        json.WriteString("model", Model);
        json.WriteNumber("layer", Layer);
        json.WriteNumber("test_rows", TestRows);
        foreach (var (name, ranking, curve) in ((string, IReadOnlyList<RankedNeuron>, IReadOnlyList<NeuronAblation>)[])[("by_weight", ByWeight, WeightCurve), ("by_ablation", ByAblation, AblationCurve), ("random", [], RandomCurve)])
        {
            json.WriteStartObject(name);
            json.WriteObjects("ranking", ranking, neuron =>
            {
                json.WriteNumber("dimension", neuron.Index);
                json.WriteFinite("importance", neuron.Importance);
            });
            json.WriteObjects("curve", curve, point =>
            {
                json.WriteNumber("dimensions", point.Count);
                json.WriteNumber("without", point.WithoutThem);
                json.WriteNumber("only", point.OnlyThem);
            });
            json.WriteEndObject();
        }
    });

    // About a quarter of the dimensions.
    private static NeuronAblation Noticed(IReadOnlyList<NeuronAblation> curve) => curve[Math.Max(0, curve.Count - 3)];

    /// <summary>The least number of ablated dimensions, of those that were tried, after which half of what is above all of them ablated is lost.</summary>
    private static int Half(IReadOnlyList<NeuronAblation> curve)
    {
        var half = (curve[0].WithoutThem + curve[^1].WithoutThem) / 2;
        return curve.First(point => point.WithoutThem <= half || point == curve[^1]).Count;
    }

    private IReadOnlyList<LineSeries> Curves(Func<NeuronAblation, double> accuracy)
    {
        return [Curve("By weight", WeightCurve), Curve("By ablation", AblationCurve), Curve("In random order", RandomCurve) with { IsBaseline = true }];

        LineSeries Curve(string name, IReadOnlyList<NeuronAblation> points) => new(name, [.. points.Select(point => new ChartPoint(point.Count, accuracy(point)))]);
    }

    private ReportTable CurveTable(Func<NeuronAblation, double> accuracy) => new(
        ["Dimensions", "By weight", "By ablation", "Random"],
        [.. WeightCurve.Select((point, i) => (IReadOnlyList<string>)[Count(point.Count), Percent(accuracy(point)), Percent(accuracy(AblationCurve[i])), Percent(accuracy(RandomCurve[i]))])]);

    private ReportTable RankTable() => new(
        ["Rank", "Dimension by weight", "Mean |w| · σ", "Dimension by ablation", "Bits"],
        [.. ByWeight.Zip(ByAblation).Take(NeuronsShown).Select((pair, i) => (IReadOnlyList<string>)
        [
            Count(i + 1),
            pair.First.Index.ToString(CultureInfo.InvariantCulture), pair.First.Importance.ToString("G3", CultureInfo.InvariantCulture),
            pair.Second.Index.ToString(CultureInfo.InvariantCulture), pair.Second.Importance.ToString("G3", CultureInfo.InvariantCulture),
        ])]);
}
