using System.Runtime.InteropServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>Where the temporaries of an attention's gradient stand in the memory of a worker, in floats from its start, with room for the longest sequence.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct AttentionGradientScratch<V>
    where V : unmanaged, ISimdVector<V>
{
    // Rows of scores are read by columns too: a cache line more than whole tiles, and the rows of a long sequence do not all stand in a few sets of the cache.
    private const int CacheLine = 16;

    public AttentionGradientScratch(in AttentionOperands forward)
    {
        var (keys, head) = (TilePanels<V>.Whole(forward.LongestKey), TilePanels<V>.Whole(forward.HeadSize));
        var longest = TilePanels<V>.Whole(Math.Max(forward.LongestKey, forward.LongestQuery));
        var distances = forward.IsRelative ? TilePanels<V>.Whole(2 * forward.LongestKey) : 0;
        var (scores, size) = (checked(forward.LongestQuery * StrideOf(forward.LongestKey)), 0);
        KeysTransposed = Take(forward.HeadSize * keys);
        ValuesTransposed = Take(forward.HeadSize * keys);
        Right = Take(Math.Max(longest, distances) * head);
        Product = Take(Math.Max(longest, distances) * head);
        Weights = Take(scores);
        Scores = Take(scores);
        DistanceVectors = Take(distances * forward.HeadSize);
        DistancesTransposed = Take(distances * forward.HeadSize);
        ByDistance = Take(longest * distances);
        Size = size;

        int Take(int count)
        {
            var start = size;
            size = checked(size + (count + CacheLine - 1) / CacheLine * CacheLine);
            return start;
        }
    }

    /// <summary>kᵀ [head size, keys] in panels.</summary>
    public int KeysTransposed { get; }

    /// <summary>vᵀ [head size, keys] in panels.</summary>
    public int ValuesTransposed { get; }

    /// <summary>The right operand of a product, [queries, keys or distances, head size] in panels.</summary>
    public int Right { get; }

    /// <summary>[queries, keys or distances, head size]: a product on the way to its place.</summary>
    public int Product { get; }

    /// <summary>P [queries, keys].</summary>
    public int Weights { get; }

    /// <summary>dP, then dS [queries, keys].</summary>
    public int Scores { get; }

    /// <summary>[distances, head size]: the rows of a table in the order of the distances.</summary>
    public int DistanceVectors { get; }

    /// <summary>The transpose of that, in panels.</summary>
    public int DistancesTransposed { get; }

    /// <summary>[queries or keys, distances]: scores, or their gradient, by their distance.</summary>
    public int ByDistance { get; }

    public int Size { get; }

    /// <summary>From one row of weights or scores to the next.</summary>
    public static int StrideOf(int keys) => TilePanels<V>.Whole(keys) + CacheLine;
}
