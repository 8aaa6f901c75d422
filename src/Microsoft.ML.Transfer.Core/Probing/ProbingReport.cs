using System.Globalization;
using Microsoft.ML.Transfer.Charts;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>What was found in an encoder: to be read as a page, to be seen as a picture, and in two forms for other programs.</summary>
public abstract record ProbingReport : IHtmlView
{
    private static readonly Dictionary<string, Func<ProbingReport, string>> Forms = new(StringComparer.OrdinalIgnoreCase)
    {
        [".html"] = report => report.ToPage().ToDocument(),
        [".tsv"] = report => report.ToTsv(),
        [".json"] = report => report.ToJson(),
        [".svg"] = report => report.ToChart().ToSvg(),
    };

    private protected ProbingReport()
    {
    }

    /// <summary>How the names of files end that <see cref="Save"/> writes: <c>.html</c>, <c>.tsv</c>, <c>.json</c>, and <c>.svg</c> for the picture alone.</summary>
    public static IReadOnlyList<string> FileEndings { get; } = [.. Forms.Keys];

    /// <summary>The layers from left to right.</summary>
    private protected static ChartAxis LayerAxis { get; } = new("Layer (0 is the embeddings)", AxisScale.Whole);

    /// <summary>The report as a page: what may be concluded and what may not, the pictures, and the numbers beside them.</summary>
    /// <exception cref="InvalidOperationException">Nothing was found that could be drawn.</exception>
    public abstract ReportPage ToPage();

    /// <summary>The one picture that says most.</summary>
    /// <exception cref="InvalidOperationException">Nothing was found that could be drawn.</exception>
    public abstract Chart ToChart();

    /// <summary>A table of tab-separated values with a header; shares from 0 to 1, with all their digits; what was not measured is empty.</summary>
    public abstract string ToTsv();

    /// <summary>The whole report as JSON: names in snake case, shares from 0 to 1, scores as objects of <c>value</c>, <c>low</c> and <c>high</c>, what was not measured as null.</summary>
    public abstract string ToJson();

    /// <summary>The report as a part of a page, such as a notebook; <see cref="ToPage"/> gives a page of its own.</summary>
    /// <exception cref="InvalidOperationException">Nothing was found that could be drawn.</exception>
    public string ToHtml() => ToPage().ToHtml();

    /// <summary>Writes the report into a file, in the form that its name asks for.</summary>
    /// <param name="path">A file whose name ends in one of <see cref="FileEndings"/>; one that is there is replaced.</param>
    /// <exception cref="ArgumentException">The name ends otherwise.</exception>
    /// <exception cref="InvalidOperationException">Nothing was found that could be drawn.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Forms.TryGetValue(Path.GetExtension(path), out var form))
            throw new ArgumentException($"\"{path}\" does not say which form the report is to have; its name should end in one of {string.Join(", ", FileEndings)}.", nameof(path));
        File.WriteAllText(path, form(this));
    }

    /// <summary>A share in percent.</summary>
    internal static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");

    /// <summary>A share in percent with its interval, for a column whose head has the sign; empty where there is none.</summary>
    private protected static string Interval(ProbeScore? score) =>
        score is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{100 * score.Value:F1} ({100 * score.Low:F1}–{100 * score.High:F1})");

    /// <summary>A difference of shares, in percentage points.</summary>
    internal static string Points(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} points");

    /// <summary>A whole number.</summary>
    private protected static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>What the page says of sentences that were left out; nothing where there are none.</summary>
    private protected static IEnumerable<(string Name, string Value)> LeftOut(int sentences) => sentences > 0 ? [("Sentences left out", Count(sentences))] : [];
}
