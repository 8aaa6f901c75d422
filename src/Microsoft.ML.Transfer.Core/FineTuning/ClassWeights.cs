namespace Microsoft.ML.Transfer;

/// <summary>How much the examples of each class count in the loss.</summary>
internal static class ClassWeights
{
    /// <summary>
    /// examples / (classes · examples of the class), as King and Zeng (2001), so that all classes that there are examples of count the same together and an example counts 1 on
    /// average. A class without examples has 1.
    /// </summary>
    /// <param name="classes">The class of each example.</param>
    /// <param name="classCount">The number of classes.</param>
    public static float[] Balanced(IEnumerable<int> classes, int classCount)
    {
        var counts = new int[classCount];
        foreach (var c in classes)
            counts[c]++;
        var (examples, seen) = (counts.Sum(), counts.Count(count => count > 0));
        return Array.ConvertAll(counts, count => count == 0 ? 1f : (float)((double)examples / ((double)seen * count)));
    }
}
