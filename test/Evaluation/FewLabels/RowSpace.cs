using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Evaluation.FewLabels;

/// <summary>
/// Vectors with given products, as many dimensions as there are training texts: with K = L Lᵀ the rows of L for the training texts, and L⁻¹ k for a text whose products with them are k. Logistic
/// regression with a quadratic penalty gives on them what it gives on the features themselves, for its weights lie in the span of the training texts.
/// </summary>
/// <param name="Training">The training texts. <i>Shape:</i> [training, training].</param>
/// <param name="Test">The test texts. <i>Shape:</i> [test, training].</param>
internal sealed record RowSpace(ProbeMatrix Training, ProbeMatrix Test)
{
    // So much is added to the diagonal, whose mean is 1, where the products are those of fewer dimensions than there are texts; a text of which no more than ten times that is left without those
    // before it brings no dimension of its own.
    private const double Added = 1e-6;
    private const double Least = 10 * Added;

    public static RowSpace Of(KernelMatrices products, int count)
    {
        var factor = (double[])products.Training.Clone();
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = factor[i * count + j] + (i == j ? Added : 0);
                for (var k = 0; k < j; k++)
                    sum -= factor[i * count + k] * factor[j * count + k];
                factor[i * count + j] = i == j ? Math.Sqrt(sum > Least ? sum : 0) : Quotient(sum, factor[j * count + j]);
            }
            for (var j = i + 1; j < count; j++)
                factor[i * count + j] = 0;
        }
        var tests = products.Test.Length / count;
        var solved = (double[])products.Test.Clone();
        for (var row = 0; row < tests; row++)
        {
            var x = solved.AsSpan(row * count, count);
            for (var j = 0; j < count; j++)
            {
                var sum = x[j];
                for (var k = 0; k < j; k++)
                    sum -= factor[j * count + k] * x[k];
                x[j] = Quotient(sum, factor[j * count + j]);
            }
        }
        return new RowSpace(Matrix(factor, count), Matrix(solved, count));
    }

    private static double Quotient(double sum, double pivot) => pivot == 0 ? 0 : sum / pivot;

    private static ProbeMatrix Matrix(double[] values, int columns) => new(Array.ConvertAll(values, value => (float)value), values.Length / columns, columns);
}
