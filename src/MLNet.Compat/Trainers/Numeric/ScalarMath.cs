namespace Microsoft.ML.Numeric;

/// <summary>Scalar functions of the trainers. Single precision where ML.NET rounds to single precision, so that learned weights agree.</summary>
internal static class ScalarMath
{
    // Terms this far below the largest add nothing to a single-precision log-sum-exp.
    private const float LogTolerance = 30;

    /// <summary>log(sum(exp(x))), finite for any finite input.</summary>
    public static float LogSumExp(ReadOnlySpan<float> values)
    {
        int best = 0;
        float max = float.NegativeInfinity;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] > max)
            {
                best = i;
                max = values[i];
            }
        }
        if (float.IsNegativeInfinity(max) || values.Length == 1)
            return max;

        double rest = 0;
        float cutoff = max - LogTolerance;
        for (int i = 0; i < values.Length; i++)
        {
            if (i != best && values[i] > cutoff)
                rest += Math.Exp(values[i] - max);
        }
        return rest > 0 ? (float)(max + Math.Log(1.0 + rest)) : max;
    }

    /// <summary>log(exp(a) + exp(b)).</summary>
    public static float LogSumExp(float a, float b)
    {
        float max = a > b ? a : b;
        float difference = a > b ? b - a : a - b;
        if (float.IsNegativeInfinity(max) || difference < -LogTolerance)
            return max;
        return (float)(max + Math.Log(1.0 + Math.Exp(difference)));
    }

    /// <summary>exp(x), computed in double precision and rounded.</summary>
    public static float Exp(float x) => (float)Math.Exp(x);

    /// <summary>
    /// 1 / (1 + exp(-x)) by a cubic approximation of 2^f on [0, 1): the losses of ML.NET use this one, and its error of up to
    /// 1e-4 shows in the weights of stochastic trainers.
    /// </summary>
    public static float SigmoidFast(float x)
    {
        const float RecipLn2 = 1.44269504088896340735992468100f;
        const int ExponentLimit = 128;
        if (float.IsNaN(x))
            return x;

        bool negative = x < 0;
        float scaled = (negative ? -x : x) * RecipLn2;
        if (scaled >= ExponentLimit)
            return negative ? 0f : 1f;

        int whole = (int)scaled;
        float f = scaled - whole;
        float power = BitConverter.Int32BitsToSingle((whole + 127) << 23);
        float fraction = 1 + f + (f - 1) * f * ((0.013555747234814917704030793f * f + 0.065588116243247810171479524f) * f + 0.3069678791803394491901401f);
        float result = 1 / (1 + power * fraction);
        return negative ? result : 1 - result;
    }

    /// <summary>Entropy of a coin with the given probability of heads, in bits or nats; NaN outside [0, 1].</summary>
    public static double Entropy(double probability, bool nats = false)
    {
        if (probability < 0 || probability > 1)
            return double.NaN;
        if (probability == 0.0 || probability == 1.0)
            return 0.0;
        return nats
            ? -probability * Math.Log(probability) - (1 - probability) * Math.Log(1 - probability)
            : -probability * Math.Log(probability, 2) - (1 - probability) * Math.Log(1 - probability, 2);
    }

    /// <summary>log(Gamma(x)) for positive x: the recurrence up to 6, then Stirling's series.</summary>
    public static double LogGamma(double x)
    {
        if (!(x > 0))
            throw new ArgumentOutOfRangeException(nameof(x), "LogGamma invalid for x <= 0");

        double result = 0;
        if (x < 6)
        {
            int steps = (int)Math.Floor(7 - x);
            double product = 1;
            for (int i = 0; i < steps; i++)
                product *= x + i;
            result = -Math.Log(product);
            x += steps;
        }

        x -= 1;
        result += 0.5 * Math.Log(2 * Math.PI) + (x + 0.5) * Math.Log(x) - x;
        double power = x;
        ReadOnlySpan<double> coefficients = [12.0, -360.0, 1260.0, -1680.0, 1188.0];
        foreach (double coefficient in coefficients)
        {
            double next = result + 1.0 / (coefficient * power);
            if (next == result)
                return result;
            result = next;
            power *= x * x;
        }
        return result;
    }

    /// <summary>Index of the largest value; of equal ones the first. -1 when empty or all NaN.</summary>
    public static int ArgMax(ReadOnlySpan<float> values)
    {
        int best = -1;
        float max = float.NegativeInfinity;
        for (int i = values.Length - 1; i >= 0; i--)
        {
            if (max <= values[i])
            {
                best = i;
                max = values[i];
            }
        }
        return best;
    }
}
