using System.Globalization;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>What may be concluded from a report and what may not, in words that hold for its numbers.</summary>
/// <param name="Title">The finding in a line.</param>
/// <param name="May">What may be concluded.</param>
/// <param name="MayNot">What may not.</param>
internal sealed record ProbeFinding(string Title, string May, string MayNot)
{
    /// <summary>The finding of a report.</summary>
    public static ProbeFinding Of(ProbeReport report)
    {
        var best = report.Best;
        var (rival, rivalName) = Strongest(report);
        // Intervals that do not overlap: stricter than a test of the difference, so that no claim is made too early.
        var isAbove = best.Accuracy.Low > rival.High;
        var ahead = Points(best.Accuracy.Value - rival.Value);
        var title = isAbove
            ? $"Layer {Number(best.Layer)} tells most about {report.Task}: {Percent(best.Accuracy.Value)}, {ahead} more than {rivalName}"
            : $"No layer is shown to tell more about {report.Task} than {rivalName}";

        var selectivity = best.Selectivity is { } selective ? $" with a selectivity of {Points(selective.Value)}" : "";
        var may = $"From the frozen vectors of layer {Number(best.Layer)}, {report.Probe} tells {report.Task} right in {best.Accuracy} of rows whose group it was not trained on{selectivity}; "
            + (isAbove ? $"that is {ahead} more than {rivalName} ({rival})" : $"{rivalName} reaches {rival}, so that the encoder's training is not shown to matter")
            + $"{Others(report, best)}.";
        var test = best.Test is { } score ? $" (on the test split, scored once, it reaches {score})" : "";
        var mayNot = $"It does not follow that the encoder uses what a probe can read, nor that what this probe does not find is not there; layers whose intervals overlap are not to be ranked, and the best of {Number(report.Results.Count)} layers was picked by the score that is reported{test}.";
        return new(title, may, mayNot);
    }

    /// <summary>A difference of shares, in percentage points.</summary>
    public static string Points(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} points");

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static (ProbeScore Score, string Name) Strongest(ProbeReport report)
    {
        var rivals = new List<(ProbeScore Score, string Name)> { (report.Baselines.Majority, "always saying the most frequent class") };
        if (report.Baselines.WordType is { } word)
            rivals.Add((word, "the word alone"));
        if (report.Results.Select(result => result.RandomEncoder).OfType<ProbeScore>().MaxBy(score => score.Value) is { } random)
            rivals.Add((random, "an encoder with random weights"));
        return rivals.MaxBy(rival => rival.Score.Value);
    }

    /// <summary>The layers that cannot be told from the best.</summary>
    private static string Others(ProbeReport report, ProbeResult best)
    {
        var others = report.Results.Where(result => result.Layer != best.Layer && result.Accuracy.High >= best.Accuracy.Low).Select(result => Number(result.Layer)).ToList();
        return others.Count switch
        {
            0 => "",
            1 => $", and layer {others[0]} is not distinguishable from it",
            _ => $", and layers {string.Join(", ", others[..^1])} and {others[^1]} are not distinguishable from it",
        };
    }
}
