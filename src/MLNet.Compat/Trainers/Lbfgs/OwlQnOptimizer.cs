namespace Microsoft.ML.Numeric;

/// <summary>
/// Orthant-wise limited-memory quasi-Newton (Andrew and Gao 2007): L-BFGS for an objective plus an L1 norm of all coordinates
/// after the biases, which come first and are not penalised.
/// </summary>
internal sealed class OwlQnOptimizer(DifferentiableFunction function, float[] initial, int historySize, bool nonNegative, int biasCount, float l1Weight)
    : LbfgsOptimizer(function, initial, historySize, nonNegative)
{
    private const float Gamma = 1e-4f;
    private const int MaximumTrials = 8;

    private protected override float Evaluate(float[] point, float[] gradient)
    {
        float norm = 0;
        for (int i = biasCount; i < point.Length; i++)
            norm += NonNegative ? point[i] : Math.Abs(point[i]);
        return l1Weight * norm + base.Evaluate(point, gradient);
    }

    private protected override void UpdateDirection()
    {
        for (int i = 0; i < SteepestDescent.Length; i++)
            SteepestDescent[i] = i < biasCount ? -Gradient[i] : Descent(Point[i], Gradient[i]);
        TurnSteepestDescent();
    }

    // The one-sided derivative of value + L1 norm along which the objective falls, or 0 where both sides rise.
    private float Descent(float x, float gradient)
    {
        if (NonNegative)
            return x > 0 ? -gradient - l1Weight : -Math.Min(gradient + l1Weight, 0);
        if (x < 0)
            return -gradient + l1Weight;
        if (x > 0 || gradient < -l1Weight)
            return -gradient - l1Weight;
        return gradient > l1Weight ? -gradient + l1Weight : 0;
    }

    private protected override bool LineSearch(bool force)
    {
        CheckedSlope(-DenseVector.Dot(Direction, SteepestDescent));
        float step = InitialStep();
        MoveWithinOrthant(step);
        float progress = Progress();
        if (progress < 0)
        {
            for (int i = biasCount; i < Direction.Length; i++)
            {
                if (SteepestDescent[i] * Direction[i] < 0)
                    Direction[i] = 0;
            }
            MoveWithinOrthant(step);
            progress = Progress();
        }

        for (int trials = 1; ; trials++)
        {
            Value = Evaluate(NewPoint, NewGradient);
            if (Value <= LastValue - Gamma * progress)
                return true;
            if (!force && trials == MaximumTrials)
                return false;
            step *= 0.25f;
            MoveWithinOrthant(step);
            progress = Progress();
        }
    }

    private float Progress() => DenseVector.Dot(SteepestDescent, NewPoint) - DenseVector.Dot(SteepestDescent, Point);

    // A weight that would change sign stops at zero.
    private void MoveWithinOrthant(float step)
    {
        DenseVector.AddScaledInto(Point, step, Direction, NewPoint);
        for (int i = biasCount; i < NewPoint.Length; i++)
        {
            bool leaves = NonNegative ? NewPoint[i] < 0 : Point[i] * NewPoint[i] < 0;
            if (leaves)
                NewPoint[i] = 0;
        }
    }
}
