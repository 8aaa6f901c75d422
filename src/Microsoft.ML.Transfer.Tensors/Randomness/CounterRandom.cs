using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Transfer.Tensors.Randomness;

/// <summary>
/// A seeded generator whose i-th number is a function of (seed, stream, i) alone: the same numbers come out whichever thread asks, in
/// whatever order. The mixing function is the finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
/// </summary>
/// <param name="seed">The seed that the user gave.</param>
/// <param name="stream">Which independent sequence of that seed: a parameter, a dropout layer.</param>
public readonly struct CounterRandom(ulong seed, ulong stream)
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;
    private const ulong FirstFactor = 0xBF58476D1CE4E5B9;
    private const ulong SecondFactor = 0x94D049BB133111EB;
    private readonly ulong _key = Mix(Mix(seed + GoldenGamma) ^ (stream * 0xD1342543DE82EF95 + GoldenGamma));

    /// <summary>64 uniformly distributed bits.</summary>
    public ulong Bits(ulong index) => Mix(_key + index * GoldenGamma);

    /// <summary><see cref="Bits"/> of consecutive numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void FillBits(ulong first, Span<ulong> numbers)
    {
        var i = 0;
        // Only there is the product of 64-bit numbers an instruction.
        if (Vector512.IsHardwareAccelerated)
        {
            var steps = Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7) * GoldenGamma;
            for (; i <= numbers.Length - Vector512<ulong>.Count; i += Vector512<ulong>.Count)
            {
                var z = Vector512.Create(_key + (first + (ulong)i) * GoldenGamma) + steps;
                z = (z ^ (z >>> 30)) * FirstFactor;
                z = (z ^ (z >>> 27)) * SecondFactor;
                (z ^ (z >>> 31)).CopyTo(numbers[i..]);
            }
        }
        for (; i < numbers.Length; i++)
            numbers[i] = Bits(first + (ulong)i);
    }

    /// <summary>A uniform number in [0, 1).</summary>
    public double Uniform(ulong index) => (Bits(index) >> 11) * (1.0 / (1UL << 53));

    /// <summary>
    /// An approximately normal number of mean 0 and variance 1: the sum of twelve 16-bit uniform numbers less 6 (Irwin and Hall), which lies within ±6.
    /// Unlike the Box–Muller method it needs no logarithm or cosine, whose last bits differ between systems.
    /// </summary>
    public double Normal(ulong index)
    {
        var sum = 0.0;
        for (var word = 0UL; word < 3; word++)
        {
            var bits = Bits(3 * index + word);
            sum += (bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48);
        }
        // Each term is uniform on the 2^16 midpoints of [0, 1); the variance of twelve is 1 − 2^−32.
        return (sum + 6) / 65536.0 - 6;
    }

    /// <summary>A stream number for a name, stable across runs and machines (FNV-1a).</summary>
    public static ulong StreamOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var hash = 0xCBF29CE484222325;
        foreach (var c in name)
        {
            hash = (hash ^ (byte)c) * 0x100000001B3;
            hash = (hash ^ (byte)(c >> 8)) * 0x100000001B3;
        }
        return hash;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * FirstFactor;
        z = (z ^ (z >> 27)) * SecondFactor;
        return z ^ (z >> 31);
    }
}
