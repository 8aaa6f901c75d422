using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Numeric;

/// <summary>
/// Arithmetic between a dense vector and the explicit (index, value) pairs of a sparse one. Eight lanes at a time from
/// <see cref="MinimumForLanes"/> pairs up; the order of the additions is part of the contract, because optimisers amplify it.
/// </summary>
internal static class SparseVector
{
    private const int MinimumForLanes = 16;

    public static float Dot(ReadOnlySpan<float> dense, ReadOnlySpan<float> values, ReadOnlySpan<int> indices)
    {
        int count = values.Length;
        if (count < MinimumForLanes || !Avx.IsSupported)
        {
            float sum = 0;
            for (int i = 0; i < count; i++)
                sum += dense[indices[i]] * values[i];
            return sum;
        }

        var lanes = Vector256<float>.Zero;
        int at = 0;
        for (; at + 8 <= count; at += 8)
        {
            var gathered = Vector256.Create(
                dense[indices[at]], dense[indices[at + 1]], dense[indices[at + 2]], dense[indices[at + 3]],
                dense[indices[at + 4]], dense[indices[at + 5]], dense[indices[at + 6]], dense[indices[at + 7]]);
            var factor = Vector256.Create(values.Slice(at, 8));
            lanes = Fma.IsSupported ? Fma.MultiplyAdd(factor, gathered, lanes) : lanes + gathered * factor;
        }
        float low = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
        float high = (lanes[4] + lanes[5]) + (lanes[6] + lanes[7]);
        float blocks = low + high;

        float tail = 0;
        if (at + 4 <= count)
        {
            float first = dense[indices[at]] * values[at] + dense[indices[at + 1]] * values[at + 1];
            float second = dense[indices[at + 2]] * values[at + 2] + dense[indices[at + 3]] * values[at + 3];
            tail = first + second;
            at += 4;
        }
        for (; at < count; at++)
            tail += dense[indices[at]] * values[at];
        return tail + blocks;
    }

    /// <summary>dense[index] += scale * value.</summary>
    public static void AddScaled(ReadOnlySpan<float> values, ReadOnlySpan<int> indices, float scale, Span<float> dense)
    {
        int count = values.Length;
        if (scale == 0)
            return;

        int at = 0;
        if (count >= MinimumForLanes && Fma.IsSupported)
        {
            for (int lim = count & ~7; at < lim; at++)
            {
                ref float target = ref dense[indices[at]];
                target = MathF.FusedMultiplyAdd(values[at], scale, target);
            }
        }
        for (; at < count; at++)
            dense[indices[at]] += scale * values[at];
    }

    /// <summary>dense[index] += scale * value, never fused.</summary>
    public static void AddScaledPlain(ReadOnlySpan<float> values, ReadOnlySpan<int> indices, float scale, Span<float> dense)
    {
        if (scale == 0)
            return;
        for (int i = 0; i < values.Length; i++)
            dense[indices[i]] += scale * values[i];
    }
}
