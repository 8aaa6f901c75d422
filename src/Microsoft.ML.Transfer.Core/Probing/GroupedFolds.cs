using System.Runtime.InteropServices;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// Folds of a cross-validation that keep groups whole: the words of one sentence resemble each other, so that a sentence in both training and test would let a probe look better than it is.
/// </summary>
public sealed class GroupedFolds
{
    private readonly int[] _foldOfRow;

    private GroupedFolds(int[] foldOfRow, int count) => (_foldOfRow, Count) = (foldOfRow, count);

    /// <summary>How many folds there are.</summary>
    public int Count { get; }

    /// <summary>How many rows there are in all folds together.</summary>
    public int Rows => _foldOfRow.Length;

    /// <summary>Deals the groups, in an order drawn from the seed, each to the fold that has the fewest rows so far.</summary>
    /// <param name="groups">The group of each row, such as the number of its sentence.</param>
    /// <param name="folds">How many folds, at least 2.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">There are fewer groups than folds.</exception>
    public static GroupedFolds Create(ReadOnlySpan<int> groups, int folds, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        var sizes = new Dictionary<int, int>();
        foreach (var group in groups)
            CollectionsMarshal.GetValueRefOrAddDefault(sizes, group, out _)++;
        if (sizes.Count < folds)
            throw new ArgumentException($"{folds} folds need at least {folds} groups, such as sentences; there are {sizes.Count}.", nameof(groups));
        var random = new CounterRandom(seed, CounterRandom.StreamOf("folds"));
        var rows = new int[folds];
        var foldOfGroup = new Dictionary<int, int>(sizes.Count);
        foreach (var group in sizes.Keys.OrderBy(group => random.Bits((uint)group)).ThenBy(group => group))
        {
            var fold = Array.IndexOf(rows, rows.Min());
            foldOfGroup[group] = fold;
            rows[fold] += sizes[group];
        }
        var foldOfRow = new int[groups.Length];
        for (var row = 0; row < groups.Length; row++)
            foldOfRow[row] = foldOfGroup[groups[row]];
        return new GroupedFolds(foldOfRow, folds);
    }

    /// <summary>The fold in which a row is tested.</summary>
    public int FoldOf(int row) => _foldOfRow[row];

    /// <summary>The rows that are tested in a fold, ascending.</summary>
    public int[] Test(int fold) => RowsWhere(fold, isTest: true);

    /// <summary>The rows of all other folds, ascending.</summary>
    public int[] Training(int fold) => RowsWhere(fold, isTest: false);

    private int[] RowsWhere(int fold, bool isTest)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fold);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(fold, Count);
        return [.. Enumerable.Range(0, _foldOfRow.Length).Where(row => _foldOfRow[row] == fold == isTest)];
    }
}
