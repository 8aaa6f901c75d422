namespace Microsoft.ML.Numeric;

/// <summary>A step length that satisfies the strong Wolfe conditions: brackets one, then zooms in by cubic interpolation.</summary>
internal readonly struct WolfeLineSearch(Func<float, (float Value, float Slope)> tryStep, float startValue, float startSlope)
{
    private const int MaximumZooms = 10;
    private const float MinimumChange = 0.01f;

    private readonly record struct Trial(float Step, float Value, float Slope);

    private float SufficientDecrease => 1e-4f * startSlope;

    private float CurvatureLimit => -(0.9f * startSlope);

    /// <param name="step">First step length to try.</param>
    /// <param name="force">Go on until a step is found, instead of giving up (false) after a few.</param>
    public bool Search(float step, bool force)
    {
        var last = new Trial(0, startValue, startSlope);
        while (true)
        {
            var (value, slope) = tryStep(step);
            if (float.IsPositiveInfinity(value))
            {
                step /= 2;
                continue;
            }

            var current = new Trial(step, value, slope);
            if (value > startValue + SufficientDecrease * step || (last.Step > 0 && value >= last.Value))
                return Zoom(last, current, force);
            if (Math.Abs(slope) <= CurvatureLimit)
                return true;
            if (slope >= 0)
                return Zoom(current, last, force);

            last = current;
            step = step == 0 ? float.Epsilon : step * 2;
        }
    }

    private bool Zoom(Trial low, Trial high, bool force)
    {
        for (int zooms = 0; ; zooms++)
        {
            if (zooms == MaximumZooms && !force)
                return false;

            float step = Between(low, high);
            var (value, slope) = tryStep(step);
            if (float.IsPositiveInfinity(value))
                throw new InvalidOperationException("Optimizer unable to proceed with loss function yielding Infinity");

            var current = new Trial(step, value, slope);
            bool stuck;
            if (value > startValue + SufficientDecrease * step || value >= low.Value)
            {
                stuck = high.Step == current.Step;
                if (!stuck)
                    high = current;
            }
            else if (Math.Abs(slope) <= CurvatureLimit)
            {
                return true;
            }
            else
            {
                if (slope * (high.Step - low.Step) >= 0)
                    high = low;
                stuck = low.Step == current.Step;
                low = current;
            }

            if (stuck)
                return force ? throw new PrematureConvergenceException("Step size interval numerically zero.") : false;
        }
    }

    // The minimum of the cubic through both ends, kept off them by a hundredth of the interval.
    private static float Between(Trial low, Trial high)
    {
        var left = low.Step < high.Step ? low : high;
        var right = low.Step < high.Step ? high : low;
        float step;
        if (left.Slope > 0 && right.Slope < 0)
        {
            step = low.Value < high.Value ? low.Step : high.Step;
        }
        else
        {
            step = CubicMinimum(low, high);
            if (!float.IsFinite(step))
                step = (low.Step + high.Step) / 2;
        }
        step = Math.Min(step, MinimumChange * left.Step + (1 - MinimumChange) * right.Step);
        return Math.Max(step, MinimumChange * right.Step + (1 - MinimumChange) * left.Step);
    }

    private static float CubicMinimum(Trial a, Trial b)
    {
        double t1 = a.Slope + b.Slope - 3 * (a.Value - b.Value) / (a.Step - b.Step);
        double t2 = Math.Sign(b.Step - a.Step) * Math.Sqrt(t1 * t1 - a.Slope * b.Slope);
        double numerator = b.Slope + t2 - t1;
        double denominator = b.Slope - a.Slope + 2 * t2;
        return (float)(b.Step - (b.Step - a.Step) * numerator / denominator);
    }
}
