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
        var rival = Strongest(report);
        var isAbove = rival.IsBeatenBy(best.Accuracy);
        var ahead = ProbingReport.Points(best.Accuracy.Value - rival.Score.Value);
        var title = isAbove
            ? $"Layer {Number(best.Layer)} tells most about {report.Task}: {ProbingReport.Percent(best.Accuracy.Value)}, {ahead} more than {rival.Name}"
            : $"No layer is shown to tell more about {report.Task} than {rival.Name}";

        var selectivity = best.Selectivity is { } selective ? $" with a selectivity of {ProbingReport.Points(selective.Value)}" : "";
        var may = $"From the frozen vectors of layer {Number(best.Layer)}, {report.Probe} tells {report.Task} right in {best.Accuracy} of rows whose group it was not trained on{selectivity}; "
            + (isAbove ? $"that is {ahead} more than {rival.Name} ({rival.Score})" : $"{rival.Name} reaches {rival.Score}, so that the encoder's training is not shown to matter")
            + $"{Others(report, best)}.";
        var test = best.Test is { } score ? $" (on the test split, scored once, it reaches {score})" : "";
        var mayNot = $"It does not follow that the encoder uses what a probe can read, nor that what this probe does not find is not there; layers whose intervals overlap are not to be ranked, and the best of {Number(report.Results.Count)} layers was picked by the score that is reported{test}.";
        return new(title, may, mayNot);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static Rival Strongest(ProbeReport report)
    {
        var rivals = new List<Rival> { new(report.Baselines.Majority, "always saying the most frequent class") };
        if (report.Baselines.WordType is { } word)
            rivals.Add(new(word, "the word alone"));
        rivals.AddRange(report.Results.Select(result => result.RandomEncoder).OfType<ProbeScore>().Select(score => new Rival(score, "an encoder with random weights")));
        return Rival.StrongestOf(rivals);
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
