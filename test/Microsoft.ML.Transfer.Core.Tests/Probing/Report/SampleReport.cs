namespace Microsoft.ML.Transfer.Probing;

/// <summary>A report of three layers and two classes.</summary>
internal static class SampleReport
{
    public static ProbeReport Create(double best = 0.9, bool bare = false, string task = "upos", string label = "NOUN")
    {
        double[] accuracies = [0.6, best, best - 0.01];
        var results = accuracies.Select((accuracy, layer) => new ProbeResult(layer, Score(accuracy), Confusion(accuracy))
        {
            CrossEntropy = 1 - accuracy,
            Test = bare ? null : Score(accuracy - 0.05),
            Control = bare ? null : Score(0.5),
            Selectivity = bare ? null : Score(accuracy - 0.5),
            DescriptionLength = bare ? null : new DescriptionLength(2000 * (1 - accuracy), 2000),
            RandomEncoder = bare ? null : Score(0.7 - (0.01 * layer)),
        });
        return new ProbeReport(task, "some/model", "logistic regression", [label, "VERB"], new(Score(0.55), bare ? null : Score(0.65)), [.. results])
        {
            Rows = 2000,
            Groups = 150,
            Folds = 5,
            Seed = 7,
            TestRows = bare ? 0 : 400,
        };
    }

    private static ProbeScore Score(double value) => new(value, value - 0.02, value + 0.02);

    private static ConfusionCounts Confusion(double accuracy)
    {
        var labels = Enumerable.Range(0, 2000).Select(row => row < 1100 ? 0 : 1).ToArray();
        var predictions = labels.Select((label, row) => row % 100 < Math.Round(accuracy * 100) ? label : 1 - label).ToArray();
        return ConfusionCounts.Of(labels, predictions, 2);
    }
}
