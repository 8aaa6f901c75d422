using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>Predictions that look at no vector, from the same training rows that the probe has.</summary>
internal static class Baselines
{
    /// <summary>The most frequent class of the training rows, the first of those that are equal.</summary>
    public static int[] Majority(ReadOnlySpan<int> labels, int classes, GroupedFolds folds)
    {
        var predictions = new int[labels.Length];
        for (var fold = 0; fold < folds.Count; fold++)
        {
            var most = MostFrequent(Count(labels, classes, folds.Training(fold)));
            foreach (var row in folds.Test(fold))
                predictions[row] = most;
        }
        return predictions;
    }

    /// <summary>The most frequent class of the row's word among the training rows, and of all of them for a word that does not occur there.</summary>
    public static int[] WordType(ReadOnlySpan<int> labels, ReadOnlySpan<int> wordTypes, int classes, GroupedFolds folds)
    {
        var predictions = new int[labels.Length];
        for (var fold = 0; fold < folds.Count; fold++)
        {
            var training = folds.Training(fold);
            var most = MostFrequent(Count(labels, classes, training));
            var counts = new Dictionary<int, int[]>();
            foreach (var row in training)
            {
                ref var ofType = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, wordTypes[row], out _);
                (ofType ??= new int[classes])[labels[row]]++;
            }
            foreach (var row in folds.Test(fold))
                predictions[row] = counts.TryGetValue(wordTypes[row], out var ofType) ? MostFrequent(ofType) : most;
        }
        return predictions;
    }

    private static int[] Count(ReadOnlySpan<int> labels, int classes, int[] rows)
    {
        var counts = new int[classes];
        foreach (var row in rows)
            counts[labels[row]]++;
        return counts;
    }

    private static int MostFrequent(int[] counts) => TensorPrimitives.IndexOfMax<int>(counts);
}
