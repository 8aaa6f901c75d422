namespace Microsoft.ML.Transfer.Evaluation.Sentences;

/// <summary>Sentences with a class each, divided for a probe: to train on, to choose by, and to score once.</summary>
/// <param name="Texts">All sentences.</param>
/// <param name="Labels">The class of each, from 0.</param>
/// <param name="ClassCount">How many classes there are.</param>
/// <param name="Training">Which of them are trained on.</param>
/// <param name="Development">By which layer and penalty are chosen.</param>
/// <param name="Test">Which are scored once.</param>
internal sealed record ProbingTexts(string[] Texts, int[] Labels, int ClassCount, int[] Training, int[] Development, int[] Test)
{
    private const int DevelopmentShare = 5;

    /// <summary>
    /// Reads a task of xprobe: <c>va</c> is divided into training and development, <c>te</c> is the test. Sentences of the same words, in whatever order, stay together, and those of
    /// <c>te</c> that stand in <c>va</c> are left out.
    /// </summary>
    public static ProbingTexts Read(DataFolder data, string task, Func<int, int> part)
    {
        var (first, second) = (ReadSplit(data, task, "va"), ReadSplit(data, task, "te"));
        var groups = first.Select(row => Bag(row.Text)).Distinct(StringComparer.Ordinal).ToList();
        var order = Shuffling.Order(groups.Count, seed: 1, "development");
        var developed = order.Take(groups.Count / DevelopmentShare).Select(group => groups[group]).ToHashSet(StringComparer.Ordinal);
        var seen = groups.ToHashSet(StringComparer.Ordinal);
        var tested = second.Where(row => !seen.Contains(Bag(row.Text))).ToList();
        var isDeveloped = first.ToLookup(row => developed.Contains(Bag(row.Text)));
        List<(string Text, string Label)>[] parts = [[.. isDeveloped[false]], [.. isDeveloped[true]], tested];
        parts = [.. parts.Select(rows => rows[..part(rows.Count)])];
        var all = parts.SelectMany(rows => rows).ToList();
        var classes = all.Select(row => row.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var starts = new[] { 0, parts[0].Count, parts[0].Count + parts[1].Count };
        var places = parts.Select((rows, i) => Enumerable.Range(starts[i], rows.Count).ToArray()).ToList();
        return new ProbingTexts([.. all.Select(row => row.Text)], [.. all.Select(row => classes.IndexOf(row.Label))], classes.Count, places[0], places[1], places[2]);
    }

    /// <summary>The classes of some sentences.</summary>
    public int[] LabelsOf(int[] rows) => [.. rows.Select(row => Labels[row])];

    private static List<(string Text, string Label)> ReadSplit(DataFolder data, string task, string split)
    {
        var file = data.Require("probing_senteval_xprobe", "en", task, split + ".txt");
        return [.. File.ReadLines(file).Select(line => line.Split('\t')).Select(fields => fields.Length == 2 ? (fields[0], fields[1]) : throw new InvalidDataException($"{file}: a line has a text, a tab and a class."))];
    }

    private static string Bag(string text) => string.Join(' ', text.Split(' ').Order(StringComparer.Ordinal));
}
