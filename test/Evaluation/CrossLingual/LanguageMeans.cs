using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Evaluation.CrossLingual;

/// <summary>
/// Vectors less the mean of their language, which says which language a text is in rather than what it says (Libovický et al., 2020, “On the Language Neutrality of Pre-trained Multilingual
/// Representations”). It takes texts without labels, of each language.
/// </summary>
internal static class LanguageMeans
{
    /// <summary>Takes from each part of the rows the mean of that part.</summary>
    /// <param name="vectors">All vectors.</param>
    /// <param name="languages">The rows of each language.</param>
    public static ProbeMatrix Without(ProbeMatrix vectors, params IReadOnlyList<int[]> languages)
    {
        var values = vectors.Values.ToArray();
        foreach (var rows in languages)
        {
            var mean = new float[vectors.Columns];
            foreach (var row in rows)
                TensorPrimitives.Add(mean, vectors.Row(row), mean);
            TensorPrimitives.Divide(mean, rows.Length, mean);
            foreach (var row in rows)
            {
                var vector = values.AsSpan(row * vectors.Columns, vectors.Columns);
                TensorPrimitives.Subtract(vector, mean, vector);
            }
        }
        return new ProbeMatrix(values, vectors.Rows, vectors.Columns);
    }
}
