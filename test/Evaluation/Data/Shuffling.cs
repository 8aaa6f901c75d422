using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Evaluation;

/// <summary>Orders that are drawn from a seed.</summary>
internal static class Shuffling
{
    /// <summary>The numbers from 0 in an order drawn from a seed.</summary>
    public static int[] Order(int count, ulong seed, string purpose)
    {
        var random = new CounterRandom(seed, CounterRandom.StreamOf(purpose));
        return [.. Enumerable.Range(0, count).OrderBy(i => random.Bits((ulong)i)).ThenBy(i => i)];
    }
}
