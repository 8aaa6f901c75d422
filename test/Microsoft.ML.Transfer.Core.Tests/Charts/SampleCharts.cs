namespace Microsoft.ML.Transfer.Charts;

/// <summary>A chart of each kind.</summary>
internal static class SampleCharts
{
    public const string Hostile = "a<b & \"c\" 'd' ]]> \u0001\uD800 </svg><script>";

    public static LineChart Line => new()
    {
        Title = "Layer 2 is best",
        XAxis = new("Layer", AxisScale.Whole),
        YAxis = new("Accuracy", AxisScale.Share),
        Series =
        [
            new("Encoder", [new(0, 0.5, 0.45, 0.55), new(1, 0.75, 0.7, 0.8), new(2, 0.9, 0.85, 0.95), new(3, double.NaN), new(4, 0.7, 0.65, 0.75)]) { Marked = MarkedPoint.Highest },
            new("Control", [new(0, 0.5), new(1, 0.45), new(2, 0.4), new(3, 0.35), new(4, 0.3)]) { IsBaseline = true },
        ],
        References = [new("Majority", 0.2, 0.18, 0.22)],
    };

    public static BarChart Bars => new()
    {
        Title = "Tense is easy",
        Categories = ["Tense", "Length of the sentence"],
        ValueAxis = new("Accuracy", AxisScale.Share),
        Series = [new("Best layer", [new(0.9, 0.88, 0.92), new(0.6)]), new("Random", [new(0.5), new(double.NaN)])],
        References = [new("Majority", 0.25)],
    };

    public static HeatMap Heat => new()
    {
        Title = "Nouns are taken for verbs",
        Values = new[,] { { 0.75, 0.25, 0 }, { 0.1, 0.9, 0 }, { double.NaN, double.NaN, double.NaN } },
        Rows = ["NOUN", "VERB", "X"],
        Columns = ["NOUN", "VERB", "X"],
        RowTitle = "True",
        ColumnTitle = "Predicted",
        ValueAxis = new("Share", AxisScale.Share) { Minimum = 0, Maximum = 1 },
        Highlighted = [(0, 1)],
        HighlightTitle = "Most frequent error",
    };

    public static ScatterGrid Scatter => new()
    {
        Title = "Senses come apart",
        Groups = ["river", "money"],
        Panels = [.. Enumerable.Range(0, 5).Select(layer => new ScatterPanel($"Layer {layer}", [new(0, 0, 0), new(1, layer, 1), new(2, 1, 0)]) { Note = "1-NN 90 %" })],
    };

    public static IEnumerable<Chart> All => [Line, Bars, Heat, Scatter];

    /// <summary>A chart of each kind in which every text is another.</summary>
    public static IEnumerable<Chart> With(string text) =>
    [
        new LineChart { Title = text, Subtitle = text, Description = text, XAxis = new(text), YAxis = new(text), Series = [new(text, [new(0, 1), new(1, 2)]), new(text, [new(0, 2), new(1, 2)])], References = [new(text, 1.5)] },
        new BarChart { Title = text, Subtitle = text, Categories = [text, text], ValueAxis = new(text), Series = [new(text, [new(1), new(2)]), new(text, [new(-1), new(2)])], References = [new(text, 1)] },
        new HeatMap { Title = text, Values = new double[,] { { 1, 2 } }, Rows = [text], Columns = [text, text], RowTitle = text, ColumnTitle = text, ValueAxis = new(text), Highlighted = [(0, 0)], HighlightTitle = text },
        new ScatterGrid { Title = text, Groups = [text], Panels = [new(text, [new(1, 1, 0)]) { Note = text }], XTitle = text, YTitle = text },
    ];
}
