using Microsoft.ML.Data;

namespace Microsoft.ML.Numeric;

/// <summary>Arithmetic between a dense weight vector and the features of a row, dense or sparse.</summary>
internal static class FeatureVector
{
    public static float Dot(ReadOnlySpan<float> weights, in VBuffer<float> features)
    {
        var values = features.GetValues();
        if (values.IsEmpty)
            return 0;
        return features.IsDense
            ? DenseVector.Dot(weights[..values.Length], values)
            : SparseVector.Dot(weights, values, features.GetIndices());
    }

    /// <summary>target += scale * features.</summary>
    public static void AddScaledTo(in VBuffer<float> features, float scale, Span<float> target)
    {
        var values = features.GetValues();
        if (features.IsDense)
            DenseVector.AddScaled(values, scale, target[..values.Length]);
        else
            SparseVector.AddScaled(values, features.GetIndices(), scale, target);
    }

    /// <summary>target += scale * features, where the sparse case never fuses multiplication and addition.</summary>
    public static void AddScaledPlainTo(in VBuffer<float> features, float scale, Span<float> target)
    {
        var values = features.GetValues();
        if (features.IsDense)
            DenseVector.AddScaled(values, scale, target[..values.Length]);
        else
            SparseVector.AddScaledPlain(values, features.GetIndices(), scale, target);
    }

    /// <summary>The vector without its zeros when at most a quarter of it is set, a copy otherwise.</summary>
    public static VBuffer<float> Compact(float[] dense)
    {
        const float SparsityThreshold = 0.25f;
        const int MinimumLength = 20;
        int count = dense.AsSpan().Length - dense.AsSpan().Count(0f);
        if (dense.Length < MinimumLength || count > (int)(dense.Length * SparsityThreshold))
            return new VBuffer<float>(dense.Length, (float[])dense.Clone());

        var values = new float[count];
        var indices = new int[count];
        int at = 0;
        for (int i = 0; i < dense.Length; i++)
        {
            if (dense[i] != 0)
            {
                values[at] = dense[i];
                indices[at++] = i;
            }
        }
        return new VBuffer<float>(dense.Length, count, values, indices);
    }
}
