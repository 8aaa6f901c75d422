using Microsoft.ML.Runtime;

namespace Microsoft.ML.Numeric;

/// <summary>Value and gradient of an objective at a point.</summary>
internal delegate float DifferentiableFunction(float[] point, float[] gradient);

/// <summary>
/// Limited-memory BFGS (Nocedal 1980) over dense single-precision vectors, with a line search for the strong Wolfe conditions
/// (Nocedal and Wright, algorithms 3.5 and 3.6).
/// </summary>
internal class LbfgsOptimizer
{
    private readonly DifferentiableFunction _function;
    private readonly CurvatureHistory _history;

    // The point being left and the point being tried, each with its gradient; exchanged after every step.
    private protected float[] Point;
    private protected float[] Gradient;
    private protected float[] NewPoint;
    private protected float[] NewGradient;
    private protected readonly float[] Direction;
    private protected readonly float[] SteepestDescent;
    private protected readonly bool NonNegative;

    public LbfgsOptimizer(DifferentiableFunction function, float[] initial, int historySize, bool nonNegative)
    {
        _function = function;
        _history = new CurvatureHistory(historySize);
        NonNegative = nonNegative;
        Point = (float[])initial.Clone();
        Gradient = new float[initial.Length];
        NewPoint = new float[initial.Length];
        NewGradient = new float[initial.Length];
        Direction = new float[initial.Length];
        SteepestDescent = new float[initial.Length];
    }

    private protected int Iteration { get; private set; } = 1;

    private protected float LastValue { get; private set; }

    /// <summary>Objective at <see cref="Result"/>.</summary>
    public float Value { get; private protected set; }

    /// <summary>The best point reached, also after a <see cref="PrematureConvergenceException"/>.</summary>
    public float[] Result => NewPoint;

    public void Minimize(IChannel channel, TerminationCriterion criterion, Action checkAlive)
    {
        channel.Info(MessageSensitivity.None, "Beginning optimization");
        channel.Info(MessageSensitivity.None, "num vars: {0}", Point.Length);
        channel.Info(MessageSensitivity.None, "improvement criterion: {0}", criterion.Name);

        Value = LastValue = Evaluate(Point, Gradient);
        if (!float.IsFinite(Value))
            throw NonFinite(LastValue);

        UpdateDirection();
        while (true)
        {
            checkAlive();
            if (!LineSearch(force: false))
            {
                // The curvature pairs may carry rounding errors: start again from plain gradient descent.
                _history.Clear();
                UpdateDirection();
                LineSearch(force: true);
            }
            if (criterion.ShouldStop(LastValue, Value, Iteration))
                return;
            Shift();
            UpdateDirection();
        }
    }

    private protected virtual float Evaluate(float[] point, float[] gradient) => _function(point, gradient);

    private protected virtual void UpdateDirection()
    {
        if (!NonNegative)
        {
            for (int i = 0; i < Direction.Length; i++)
                Direction[i] = -Gradient[i];
            _history.ApplyInverseHessian(Direction);
            return;
        }

        for (int i = 0; i < SteepestDescent.Length; i++)
            SteepestDescent[i] = Point[i] > 0 ? -Gradient[i] : -Math.Min(Gradient[i], 0);
        TurnSteepestDescent();
    }

    /// <summary>Direction = inverse Hessian times steepest descent, kept on the coordinates that descend.</summary>
    private protected void TurnSteepestDescent()
    {
        SteepestDescent.CopyTo(Direction, 0);
        _history.ApplyInverseHessian(Direction);
        for (int i = 0; i < Direction.Length; i++)
        {
            if (SteepestDescent[i] == 0)
                Direction[i] = 0;
        }
    }

    private protected float InitialStep() => Iteration == 1 ? 1 / DenseVector.Norm(Direction) : 1;

    private protected virtual bool LineSearch(bool force)
    {
        float slope = CheckedSlope(DenseVector.Dot(Direction, Gradient));
        return new WolfeLineSearch(Try, LastValue, slope).Search(InitialStep(), force);
    }

    private protected static float CheckedSlope(float slope)
    {
        if (slope == 0)
            throw new PrematureConvergenceException("Directional derivative is zero. You may be sitting on the optimum.");
        if (!(slope < 0))
            throw new InvalidOperationException("L-BFGS chose a non-descent direction.");
        return slope;
    }

    // Value and directional derivative after a step of the given length.
    private (float Value, float Slope) Try(float step)
    {
        DenseVector.AddScaledInto(Point, step, Direction, NewPoint);
        if (NonNegative)
        {
            for (int i = 0; i < NewPoint.Length; i++)
                NewPoint[i] = NewPoint[i] < 0 ? 0 : NewPoint[i];
        }
        Value = Evaluate(NewPoint, NewGradient);
        if (float.IsPositiveInfinity(Value))
            return (Value, float.NaN);
        if (!float.IsFinite(Value))
            throw NonFinite(Value);
        return (Value, DenseVector.Dot(Direction, NewGradient));
    }

    private static InvalidOperationException NonFinite(float value) =>
        new(string.Format(System.Globalization.CultureInfo.InvariantCulture, "Optimizer unable to proceed with loss function yielding {0}", value));

    private void Shift()
    {
        _history.Add(NewPoint, Point, NewGradient, Gradient);
        (LastValue, Value) = (Value, LastValue);
        (Point, NewPoint) = (NewPoint, Point);
        (Gradient, NewGradient) = (NewGradient, Gradient);
        Iteration++;
    }
}
