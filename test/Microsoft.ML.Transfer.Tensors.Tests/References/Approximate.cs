namespace Microsoft.ML.Transfer.Tensors.Tests.References;

/// <summary>
/// A number in double precision, and how far its single-precision computation is likely to be from it. Each rounding is taken for an independent error with
/// a standard deviation of half a unit in the last place of what is rounded, which is the most it can be off; errors add up as the root of the sum of their squares, and
/// 4 standard deviations are allowed. The bound that holds in every case (Wilkinson's running error analysis, in which errors add up as they are) is 20 to 50 times what
/// happens in an attention, and would let mistakes through; see Higham and Mary, "A new approach to probabilistic rounding error analysis", 2019.
/// </summary>
internal readonly record struct Approximate(double Value, double Deviation)
{
    /// <summary>Half the distance of 1 and the next single-precision number.</summary>
    private const double Unit = 1.0 / (1 << 24);

    // Below the smallest normal number there are fewer digits.
    private const double SmallestNormal = 1.2e-38;

    private double Allowed => 4 * Deviation + SmallestNormal;

    public static implicit operator Approximate(float value) => new(value, 0);

    public static Approximate operator +(Approximate a, Approximate b) => Rounded(a.Value + b.Value, a.Deviation, b.Deviation);

    public static Approximate operator -(Approximate a, Approximate b) => Rounded(a.Value - b.Value, a.Deviation, b.Deviation);

    public static Approximate operator *(Approximate a, Approximate b) => Rounded(a.Value * b.Value, a.Deviation * b.Value, b.Deviation * a.Value);

    public static Approximate operator /(Approximate a, Approximate b) =>
        Rounded(a.Value / b.Value, a.Deviation / b.Value, b.Deviation * a.Value / (b.Value * b.Value));

    /// <summary>eˣ with the relative error of 2⁻²² that the vectorised function states.</summary>
    public static Approximate Exp(Approximate x)
    {
        var value = Math.Exp(x.Value);
        return Rounded(value, value * x.Deviation, value * 4 * Unit);
    }

    /// <summary>√x.</summary>
    public static Approximate Sqrt(Approximate x)
    {
        var value = Math.Sqrt(x.Value);
        return Rounded(value, x.Deviation / (2 * value), 0);
    }

    /// <summary>start + Σ aᵢ bᵢ in this order, products rounded as well, as without fused multiply-add.</summary>
    public static Approximate Dot(Approximate start, IEnumerable<(Approximate A, Approximate B)> terms)
    {
        foreach (var (a, b) in terms)
            start += a * b;
        return start;
    }

    /// <summary>Fails unless a single-precision result is as near as it should be.</summary>
    public void Check(float actual, string what, int index)
    {
        if (!(Math.Abs(actual - Value) <= Allowed))
            Assert.Fail($"{what} {index}: expected {Value:R} within {Allowed:E1}; got {actual:R}, {Math.Abs(actual - Value) / Allowed:F1} times as far.");
    }

    private static Approximate Rounded(double value, double first, double second) =>
        new(value, Math.Sqrt(first * first + second * second + value * Unit * (value * Unit)));
}
