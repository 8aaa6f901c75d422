using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>
/// The numbers from 0 to n − 1 in a random order, each computed by itself without memory: a Feistel network of four rounds (Luby and Rackoff, 1988) over the next power of four, walked along until
/// it comes to a number below n.
/// </summary>
internal readonly struct IndexPermutation
{
    private const int Rounds = 4;
    private readonly CounterRandom _random;
    private readonly long _count;
    private readonly int _halfBits;

    /// <param name="count">How many numbers, at least 1.</param>
    /// <param name="random">Where the order comes from.</param>
    public IndexPermutation(long count, CounterRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (_count, _random) = (count, random);
        _halfBits = 1;
        while (1L << (2 * _halfBits) < count)
            _halfBits++;
    }

    /// <summary>The number at a place.</summary>
    public long this[long place]
    {
        get
        {
            var value = (ulong)place;
            do
            {
                value = Mix(value);
            }
            while (value >= (ulong)_count);
            return (long)value;
        }
    }

    private ulong Mix(ulong value)
    {
        var mask = (1UL << _halfBits) - 1;
        var (left, right) = (value >> _halfBits, value & mask);
        for (var round = 0UL; round < Rounds; round++)
            (left, right) = (right, left ^ (_random.Bits((round << 32) | right) & mask));
        return (left << _halfBits) | right;
    }
}
