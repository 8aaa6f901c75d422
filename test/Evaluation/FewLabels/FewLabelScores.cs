namespace Microsoft.ML.Transfer.Evaluation.FewLabels;

/// <summary>The accuracies of features where few texts are labelled.</summary>
internal static class FewLabelScores
{
    /// <summary>For each set and number of labels the accuracy of each seed, which draws the labelled texts.</summary>
    /// <param name="settings">How many seeds.</param>
    /// <param name="sets">The sets.</param>
    /// <param name="sizes">The numbers of labels of a set.</param>
    /// <param name="kernel">The features of the set with a number.</param>
    /// <param name="pool">The texts of a set from which the labelled ones are drawn.</param>
    /// <param name="test">Those that are scored.</param>
    /// <param name="firstSeed">The first seed; the others follow.</param>
    public static double[][] Of(
        EvaluationSettings settings,
        IReadOnlyList<LabelledTexts> sets,
        Func<LabelledTexts, IReadOnlyList<int>> sizes,
        Func<int, ITextKernel> kernel,
        Func<LabelledTexts, int[]> pool,
        Func<LabelledTexts, int[]> test,
        int firstSeed)
    {
        var accuracies = new List<double[]>();
        for (var i = 0; i < sets.Count; i++)
        {
            var (set, features) = (sets[i], kernel(i));
            foreach (var size in sizes(set))
            {
                var values = new double[settings.Seeds];
                Parallel.For(0, settings.Seeds, new ParallelOptions { MaxDegreeOfParallelism = settings.Threads ?? Environment.ProcessorCount }, seed =>
                    values[seed] = FewLabelClassifier.Accuracy(features, set, set.Draw(pool(set), size, firstSeed + seed), test(set)));
                accuracies.Add(values);
            }
        }
        return [.. accuracies];
    }
}
