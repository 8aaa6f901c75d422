namespace MLNet.Compat.Tests.Samples;

/// <summary>A linear congruential generator (Numerical Recipes' constants): the same samples in every runtime.</summary>
public sealed class Lcg(uint seed)
{
    private uint _state = seed;

    /// <summary>A number in [0, 1) with 24 bits.</summary>
    public float Next()
    {
        _state = (_state * 1664525u) + 1013904223u;
        return (_state >> 8) / 16777216f;
    }

    /// <summary>Roughly normal with mean 0 and variance 1: the sum of twelve uniform numbers, less six.</summary>
    public float NextNormal()
    {
        var sum = -6f;
        for (var i = 0; i < 12; i++)
            sum += Next();
        return sum;
    }
}
