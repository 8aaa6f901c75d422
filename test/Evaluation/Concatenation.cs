using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Evaluation;

/// <summary>Matrices side by side.</summary>
internal static class Concatenation
{
    /// <summary>One matrix whose rows are the rows of several, one after the other.</summary>
    public static ProbeMatrix Of(params IReadOnlyList<ProbeMatrix> parts)
    {
        if (parts.Count == 1)
            return parts[0];
        var (rows, columns) = (parts[0].Rows, parts.Sum(part => part.Columns));
        var values = new float[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            var at = row * columns;
            foreach (var part in parts)
            {
                part.Row(row).CopyTo(values.AsSpan(at));
                at += part.Columns;
            }
        }
        return new ProbeMatrix(values, rows, columns);
    }
}
