using System.Numerics.Tensors;

namespace Microsoft.ML.Numeric;

/// <summary>Arithmetic on dense single-precision vectors.</summary>
internal static class DenseVector
{
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => a.IsEmpty ? 0 : TensorPrimitives.Dot(a, b);

    public static float SumOfSquares(ReadOnlySpan<float> a) => a.IsEmpty ? 0 : TensorPrimitives.SumOfSquares(a);

    public static float Norm(ReadOnlySpan<float> a) => MathF.Sqrt(SumOfSquares(a));

    public static float SumOfMagnitudes(ReadOnlySpan<float> a) => a.IsEmpty ? 0 : TensorPrimitives.SumOfMagnitudes(a);

    /// <summary>target += scale * source.</summary>
    public static void AddScaled(ReadOnlySpan<float> source, float scale, Span<float> target)
    {
        if (scale != 0 && !source.IsEmpty)
            TensorPrimitives.MultiplyAdd(source, scale, target[..source.Length], target);
    }

    /// <summary>target = a + scale * b, each product rounded before it is added.</summary>
    public static void AddScaledInto(ReadOnlySpan<float> a, float scale, ReadOnlySpan<float> b, Span<float> target)
    {
        if (scale == 0)
        {
            a.CopyTo(target);
            return;
        }
        TensorPrimitives.Multiply(b, scale, target);
        TensorPrimitives.Add(target[..a.Length], a, target);
    }

    public static void Add(ReadOnlySpan<float> source, Span<float> target) => TensorPrimitives.Add(target[..source.Length], source, target);

    public static void Scale(Span<float> target, float scale)
    {
        if (scale == 1)
            return;
        if (scale == 0)
            target.Clear();
        else
            TensorPrimitives.Multiply(target, scale, target);
    }

    public static bool IsFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                return false;
        }
        return true;
    }
}
