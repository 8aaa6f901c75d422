namespace Microsoft.ML.Transfer.Probing;

/// <summary>What a probe sees: a vector a row, all of one layer.</summary>
public sealed record ProbeMatrix
{
    /// <summary>Takes over a matrix; the numbers are not copied.</summary>
    /// <param name="values">Row-major. <i>Shape:</i> [rows, columns].</param>
    /// <param name="rows">How many vectors.</param>
    /// <param name="columns">Their dimension, at least 1.</param>
    /// <exception cref="ArgumentException">There are not rows · columns numbers.</exception>
    public ProbeMatrix(ReadOnlyMemory<float> values, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if (values.Length != (long)rows * columns)
            throw new ArgumentException($"A matrix of {rows} rows × {columns} columns has {(long)rows * columns} numbers, not {values.Length}.", nameof(values));
        (Values, Rows, Columns) = (values, rows, columns);
    }

    /// <summary>Row-major. <i>Shape:</i> [rows, columns].</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>How many vectors there are.</summary>
    public int Rows { get; }

    /// <summary>Their dimension.</summary>
    public int Columns { get; }

    /// <summary>A vector.</summary>
    /// <param name="index">Which, from 0.</param>
    public ReadOnlySpan<float> Row(int index) => Values.Span.Slice(index * Columns, Columns);

    /// <summary>Some of the rows, copied, in the order in which they are named.</summary>
    /// <param name="rows">Which rows, from 0.</param>
    public ProbeMatrix Select(ReadOnlySpan<int> rows)
    {
        var values = new float[rows.Length * Columns];
        for (var i = 0; i < rows.Length; i++)
            Row(rows[i]).CopyTo(values.AsSpan(i * Columns, Columns));
        return new ProbeMatrix(values, rows.Length, Columns);
    }
}
