namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// Intervals of what is measured on rows that come in groups, such as the words of sentences: whole groups are drawn. Words of one sentence are not independent, so that drawing single words
/// would give intervals that are too narrow.
/// </summary>
internal sealed class GroupBootstrap
{
    private readonly int[] _groupOfRow;
    private readonly double[] _rows;
    private readonly Bootstrap _bootstrap;

    /// <summary>Draws the samples, which all measurements share.</summary>
    /// <param name="groups">The group of each row.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="samples">How many samples.</param>
    public GroupBootstrap(ReadOnlySpan<int> groups, ulong seed, int samples = 1000)
    {
        var numbers = new Dictionary<int, int>();
        _groupOfRow = new int[groups.Length];
        for (var row = 0; row < groups.Length; row++)
        {
            if (!numbers.TryGetValue(groups[row], out var number))
                numbers[groups[row]] = number = numbers.Count;
            _groupOfRow[row] = number;
        }
        _rows = new double[numbers.Count];
        foreach (var group in _groupOfRow)
            _rows[group]++;
        _bootstrap = new Bootstrap(numbers.Count, seed, samples);
    }

    /// <summary>The part of the rows that is right.</summary>
    public ProbeScore Accuracy(ReadOnlySpan<int> labels, ReadOnlySpan<int> predictions)
    {
        var values = new double[labels.Length];
        for (var row = 0; row < values.Length; row++)
            values[row] = labels[row] == predictions[row] ? 1 : 0;
        return Mean(values);
    }

    /// <summary>The mean of a number over all rows.</summary>
    /// <param name="values">A number a row.</param>
    public ProbeScore Mean(ReadOnlySpan<double> values)
    {
        if (values.Length != _groupOfRow.Length)
            throw new ArgumentException($"There are {values.Length} numbers for {_groupOfRow.Length} rows.", nameof(values));
        var sums = new double[_rows.Length];
        for (var row = 0; row < values.Length; row++)
            sums[_groupOfRow[row]] += values[row];
        return _bootstrap.Ratio(sums, _rows);
    }
}
