namespace Microsoft.ML.Transfer.Probing;

/// <summary>Mean and variance of each column, in double precision. A column of one value has variance 0.</summary>
internal sealed class ColumnMoments
{
    private ColumnMoments(double[] mean, double[] variance) => (Mean, Variance) = (mean, variance);

    public double[] Mean { get; }

    public double[] Variance { get; }

    public static ColumnMoments Of(ProbeMatrix x)
    {
        var (mean, squares) = (new double[x.Columns], new double[x.Columns]);
        // Around the first row, so that a large mean costs no digits of a small variance.
        var origin = x.Row(0);
        for (var row = 0; row < x.Rows; row++)
        {
            var values = x.Row(row);
            for (var j = 0; j < values.Length; j++)
            {
                var difference = (double)values[j] - origin[j];
                mean[j] += difference;
                squares[j] += difference * difference;
            }
        }
        for (var j = 0; j < mean.Length; j++)
        {
            mean[j] /= x.Rows;
            squares[j] = Math.Max(0, squares[j] / x.Rows - mean[j] * mean[j]);
            mean[j] += origin[j];
        }
        return new ColumnMoments(mean, squares);
    }
}
