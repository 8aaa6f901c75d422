namespace Microsoft.ML.Transfer.Tensors.Tests.References;

/// <summary>
/// A number in double precision, and by how much its single-precision computation may differ from it: a running error analysis (Wilkinson, 1960), in which
/// each rounding adds half a unit in the last place of what it rounds. First order in the unit; the roundings of the double itself do not count.
/// </summary>
internal readonly record struct Approximate(double Value, double Error)
{
    /// <summary>Half the distance of 1 and the next single-precision number.</summary>
    public const double Unit = 1.0 / (1 << 24);

    public static implicit operator Approximate(float value) => new(value, 0);

    public static Approximate operator +(Approximate a, Approximate b) => Rounded(a.Value + b.Value, a.Error + b.Error);

    public static Approximate operator -(Approximate a, Approximate b) => Rounded(a.Value - b.Value, a.Error + b.Error);

    public static Approximate operator *(Approximate a, Approximate b) =>
        Rounded(a.Value * b.Value, a.Error * Math.Abs(b.Value) + b.Error * Math.Abs(a.Value));

    public static Approximate operator /(Approximate a, Approximate b) =>
        Rounded(a.Value / b.Value, (a.Error + b.Error * Math.Abs(a.Value / b.Value)) / Math.Abs(b.Value));

    /// <summary>eˣ with the relative error of 2⁻²² that the vectorised function states.</summary>
    public static Approximate Exp(Approximate x)
    {
        var value = Math.Exp(x.Value);
        return new(value, value * (x.Error + 4 * Unit));
    }

    /// <summary>√x.</summary>
    public static Approximate Sqrt(Approximate x)
    {
        var value = Math.Sqrt(x.Value);
        return Rounded(value, x.Error / (2 * value));
    }

    /// <summary>start + Σ aᵢ bᵢ in this order, products rounded as well, as without fused multiply-add.</summary>
    public static Approximate Dot(Approximate start, IEnumerable<(Approximate A, Approximate B)> terms)
    {
        foreach (var (a, b) in terms)
            start += a * b;
        return start;
    }

    /// <summary>Fails unless a single-precision result is within the error.</summary>
    public void Check(float actual, string what, int index)
    {
        // Below the smallest normal number there are fewer digits.
        if (!(Math.Abs(actual - Value) <= Error + 1.2e-38))
            Assert.Fail($"{what} {index}: expected {Value:R} within {Error:E1}; got {actual:R}, {Math.Abs(actual - Value) / Error:F1} times as far.");
    }

    private static Approximate Rounded(double value, double error) => new(value, error + Math.Abs(value) * Unit);
}
