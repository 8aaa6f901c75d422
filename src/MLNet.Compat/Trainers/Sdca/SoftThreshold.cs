using System.Runtime.Intrinsics.X86;
using Microsoft.ML.Data;

namespace Microsoft.ML.Numeric;

/// <summary>Soft thresholding: the primal weights of an L1-penalised dual problem.</summary>
internal static class SoftThreshold
{
    private const int MinimumForLanes = 16;

    public static float Shrink(float value, float threshold)
    {
        if (!(Math.Abs(value) > threshold))
            return 0;
        return value > 0 ? value - threshold : value + threshold;
    }

    /// <summary>raw += scale * features, and weights = raw shrunk by the threshold, where features are set.</summary>
    public static void Update(in VBuffer<float> features, float scale, float threshold, Span<float> raw, Span<float> weights)
    {
        var values = features.GetValues();
        var indices = features.GetIndices();
        bool dense = features.IsDense;
        int fused = values.Length >= MinimumForLanes && Fma.IsSupported ? values.Length & ~7 : 0;
        for (int i = 0; i < values.Length; i++)
        {
            int index = dense ? i : indices[i];
            raw[index] = i < fused ? MathF.FusedMultiplyAdd(values[i], scale, raw[index]) : raw[index] + values[i] * scale;
            weights[index] = Shrink(raw[index], threshold);
        }
    }
}
