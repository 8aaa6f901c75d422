namespace Microsoft.ML.Transfer.Evaluation.FewLabels;

/// <summary>Texts with a class each, divided so that nothing is chosen by what is scored.</summary>
/// <param name="Name">The name of the data.</param>
/// <param name="Texts">All texts.</param>
/// <param name="Labels">The class of each, from 0.</param>
/// <param name="ClassCount">How many classes there are.</param>
/// <param name="Pool">The training texts from which labels are drawn for the scores.</param>
/// <param name="DevelopmentPool">Other training texts, from which labels are drawn to choose features by.</param>
/// <param name="Development">Other training texts, on which those are scored.</param>
/// <param name="Test">The test texts.</param>
internal sealed record LabelledTexts(string Name, string[] Texts, int[] Labels, int ClassCount, int[] Pool, int[] DevelopmentPool, int[] Development, int[] Test)
{
    // Of each part so many are enough, and fewer vectors are to be computed.
    private const int MostInPool = 1500;
    private const int MostInDevelopment = 1000;

    /// <summary>Divides training texts in an order drawn from a fixed seed.</summary>
    public static LabelledTexts Create(string name, IReadOnlyList<(string Text, int Label)> training, IReadOnlyList<(string Text, int Label)> test, Func<int, int> part)
    {
        var tested = test.Select(row => row.Text).ToHashSet(StringComparer.Ordinal);
        var distinct = training.DistinctBy(row => row.Text, StringComparer.Ordinal).Where(row => !tested.Contains(row.Text)).ToList();
        var rows = Shuffling.Order(distinct.Count, seed: 1, name).Select(i => distinct[i]).ToList();
        var half = rows.Count / 2;
        (string Text, int Label)[] all =
        [
            .. rows.Take(Math.Min(half, MostInPool)),
            .. rows.Skip(half).Take(2 * Math.Min(half / 2, part(MostInDevelopment))),
            .. test.Take(part(test.Count)),
        ];
        var (pool, development) = (Math.Min(half, MostInPool), Math.Min(half / 2, part(MostInDevelopment)));
        return new LabelledTexts(
            name, [.. all.Select(row => row.Text)], [.. all.Select(row => row.Label)], all.Max(row => row.Label) + 1,
            Range(0, pool), Range(pool, development), Range(pool + development, development), Range(pool + 2 * development, all.Length - pool - 2 * development));
    }

    /// <summary>The classes of some texts.</summary>
    public int[] LabelsOf(int[] rows) => [.. rows.Select(row => Labels[row])];

    /// <summary>Some of the rows, drawn from a seed; of at least two classes.</summary>
    public int[] Draw(int[] rows, int count, int seed)
    {
        var drawn = Shuffling.Order(rows.Length, (ulong)seed, $"{Name} {count}").Take(count).Select(i => rows[i]).ToArray();
        return drawn.Select(row => Labels[row]).Distinct().Count() > 1 ? drawn : throw new InvalidDataException($"{Name}: the {count} texts of seed {seed} are all of one class; more are needed.");
    }

    private static int[] Range(int start, int count) => [.. Enumerable.Range(start, count)];
}
