namespace Microsoft.ML.Transfer.Probing;

/// <summary>A tree with all that is asked of it again and again.</summary>
internal sealed class TargetTree
{
    /// <param name="tree">The tree.</param>
    /// <param name="firstRow">Where the vectors of its words begin in a matrix of all.</param>
    public TargetTree(DependencyTree tree, int firstRow)
    {
        (Tree, FirstRow) = (tree, firstRow);
        Distances = new float[tree.Length * tree.Length];
        for (var i = 0; i < tree.Length; i++)
        {
            for (var j = 0; j < i; j++)
                Distances[i * tree.Length + j] = Distances[j * tree.Length + i] = tree.Distance(i, j);
        }
        Counted = [.. Enumerable.Range(0, tree.Length).Where(word => !tree.IsPunctuation(word))];
    }

    public DependencyTree Tree { get; }

    public int FirstRow { get; }

    public int Length => Tree.Length;

    /// <summary>The number of edges between two words. <i>Shape:</i> [words, words].</summary>
    public float[] Distances { get; }

    /// <summary>The words that are measured: all but punctuation.</summary>
    public int[] Counted { get; }
}
