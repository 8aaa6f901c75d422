using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>
/// Principal components of a column in two passes over the rows: the rows' covariance times random directions spans the subspace,
/// the covariance times an orthonormal basis of that subspace gives a small matrix whose eigenvectors are the components.
/// </summary>
internal sealed class RandomizedProjection(IHost host, IDataView data, string column, DataViewSchema.Column? weight)
{
    private const float Tiny = 1e-6f;

    private double[] _mean;

    /// <summary>The components, and the projection of the mean on each or null.</summary>
    public (float[][] Components, float[] MeanProjected) Train(int rank, int oversampling, bool ensureZeroMean, Random random)
    {
        int size = data.Schema[column].Type.GetVectorSize();
        int sampled = Math.Min(rank + oversampling, size);
        var omega = new double[sampled][];
        for (int i = 0; i < sampled; i++)
        {
            omega[i] = new double[size];
            for (int j = 0; j < size; j++)
                omega[i][j] = (float)Gaussian(random);
        }

        var basis = Project(omega, size, ensureZeroMean);
        Orthonormalize(basis);
        var projected = Project(basis, size, ensureZeroMean);
        var small = new double[sampled, sampled];
        for (int i = 0; i < sampled; i++)
        {
            for (int j = 0; j < sampled; j++)
                small[i, j] = Dot(projected[i], projected[j]);
        }
        var (values, vectors) = SymmetricEigen.Decompose(small, sampled);

        var components = new float[rank][];
        for (int i = 0; i < rank; i++)
        {
            double scale = 1 / (Tiny + Math.Sqrt(Math.Max(0, values[i])));
            var component = new double[size];
            for (int k = 0; k < sampled; k++)
                AddTo(component, projected[k], scale * vectors[i][k]);
            components[i] = Array.ConvertAll(component, value => (float)value);
        }
        return (components, ensureZeroMean ? Array.ConvertAll(components, component => (float)Dot(Array.ConvertAll(component, value => (double)value), _mean)) : null);
    }

    /// <summary>The (weighted, centred) covariance of the rows times each direction.</summary>
    private double[][] Project(double[][] directions, int size, bool center)
    {
        var result = Array.ConvertAll(directions, _ => new double[size]);
        // The second pass adds to the mean of the first, as in ML.NET: it is off by one part in the number of rows.
        var mean = _mean ??= new double[size];
        double total = 0;
        var schema = data.Schema;
        using (var cursor = data.GetRowCursor(weight is { } column1 ? [schema[column], column1] : [schema[column]]))
        {
            var getFeatures = cursor.GetGetter<VBuffer<float>>(cursor.Schema[schema[column].Index]);
            var getWeight = weight is { } column2 ? cursor.GetGetter<float>(cursor.Schema[column2.Index]) : null;
            VBuffer<float> buffer = default;
            float rowWeight = 1;
            while (cursor.MoveNext())
            {
                getFeatures(ref buffer);
                getWeight?.Invoke(ref rowWeight);
                if (!float.IsFinite(rowWeight) || rowWeight < 0 || !IsFinite(buffer.GetValues()))
                    continue;
                total += rowWeight;
                AddScaled(buffer, rowWeight, mean);
                for (int i = 0; i < directions.Length; i++)
                    AddScaled(buffer, rowWeight * Dot(buffer, directions[i]), result[i]);
            }
        }
        if (total <= 0)
            throw host.Except("Empty data in column '{0}'", column);

        for (int j = 0; j < size; j++)
            mean[j] /= total;
        for (int i = 0; i < result.Length; i++)
        {
            for (int j = 0; j < size; j++)
                result[i][j] /= total;
            if (center)
                AddTo(result[i], mean, -Dot(directions[i], mean));
        }
        return result;
    }

    private static void Orthonormalize(double[][] vectors)
    {
        for (int i = 0; i < vectors.Length; i++)
        {
            double norm = Math.Sqrt(Dot(vectors[i], vectors[i]));
            for (int k = 0; k < vectors[i].Length; k++)
                vectors[i][k] = norm > 0 ? vectors[i][k] / norm : 0;
            for (int j = i + 1; j < vectors.Length; j++)
                AddTo(vectors[j], vectors[i], -Dot(vectors[i], vectors[j]));
        }
    }

    private static double Dot(double[] a, double[] b) => TensorPrimitives.Dot<double>(a, b);

    private static void AddTo(double[] destination, double[] source, double scale) =>
        TensorPrimitives.MultiplyAdd(source, scale, destination, destination);

    private static double Dot(in VBuffer<float> features, double[] direction)
    {
        var values = features.GetValues();
        var indices = features.GetIndices();
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
            sum += values[i] * direction[features.IsDense ? i : indices[i]];
        return sum;
    }

    private static void AddScaled(in VBuffer<float> features, double scale, double[] destination)
    {
        var values = features.GetValues();
        var indices = features.GetIndices();
        for (int i = 0; i < values.Length; i++)
            destination[features.IsDense ? i : indices[i]] += scale * values[i];
    }

    private static bool IsFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                return false;
        }
        return true;
    }

    /// <summary>A normally distributed number, drawn by the ratio of uniforms.</summary>
    private static double Gaussian(Random random)
    {
        double span = 2 * Math.Sqrt(2 / Math.E);
        while (true)
        {
            double u = random.NextDouble();
            double v = span * (random.NextDouble() - 0.5);
            double x = u - 0.449871;
            double y = Math.Abs(v) + 0.386595;
            double q = (x * x) + (y * ((0.19600 * y) - (0.25472 * x)));
            if (q <= 0.27597 || (q <= 0.27846 && v * v <= -4 * u * u * Math.Log(u)))
                return v / u;
        }
    }
}
