using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>
/// The generator behind every host: three Tausworthe generators and a linear congruential one, exclusive-ored (L'Ecuyer's taus88
/// with an LCG, as in GPU Gems 3, chapter 37).
/// </summary>
internal sealed class TauswortheHybrid : Random
{
    private uint _z1;
    private uint _z2;
    private uint _z3;
    private uint _z4;

    public TauswortheHybrid(uint seed)
        : base(0)
    {
        _z1 = seed;
        _z2 = Hashing.MurmurRound(_z1, _z1);
        _z3 = Hashing.MurmurRound(_z2, _z1);
        _z4 = Hashing.MurmurRound(_z3, _z1);
    }

    public TauswortheHybrid(Random source)
        : base(0)
    {
        _z1 = LargeEnough(source);
        _z2 = LargeEnough(source);
        _z3 = LargeEnough(source);
        _z4 = Bits(source);
    }

    public override float NextSingle() => (NextBits() >> 9) * (1f / (1 << 23));

    public override double NextDouble() => NextBits() * (1.0 / 4294967296.0);

    public override int Next()
    {
        uint bits = NextBits();
        return (int)(bits + (bits & 0x80000000U));
    }

    public override int Next(int maxValue)
    {
        Contracts.CheckParam(maxValue >= 0, nameof(maxValue), "maxValue must be non-negative");
        return (int)(((ulong)NextBits() * (ulong)maxValue) >> 32);
    }

    public override int Next(int minValue, int maxValue)
    {
        Contracts.CheckParam(minValue <= maxValue, nameof(minValue), "minValue must be less than or equal to maxValue.");
        return (int)((long)(NextDouble() * ((long)maxValue - minValue)) + minValue);
    }

    public override void NextBytes(byte[] buffer)
    {
        Contracts.CheckValue(buffer, nameof(buffer));
        for (int i = 0; i < buffer.Length; i++)
            buffer[i] = (byte)Next();
    }

    /// <summary>All 32 bits, as a signed number.</summary>
    public int NextSigned() => (int)NextBits();

    private static uint Bits(Random source) => ((uint)source.Next(0x10000) << 16) | (uint)source.Next(0x10000);

    // A Tausworthe step with a smaller state would lose bits for good.
    private static uint LargeEnough(Random source)
    {
        uint bits;
        do
            bits = Bits(source);
        while (bits < 128);
        return bits;
    }

    private static uint Step(uint z, int s1, int s2, int s3, uint mask) => ((z & mask) << s3) ^ (((z << s1) ^ z) >> s2);

    private uint NextBits()
    {
        _z1 = Step(_z1, 13, 19, 12, ~0x1U);
        _z2 = Step(_z2, 2, 25, 4, ~0x7U);
        _z3 = Step(_z3, 3, 11, 17, ~0xfU);
        _z4 = 1664525 * _z4 + 1013904223;
        return _z1 ^ _z2 ^ _z3 ^ _z4;
    }
}
