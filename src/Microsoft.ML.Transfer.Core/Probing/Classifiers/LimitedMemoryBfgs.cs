using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// Minimises a convex function by L-BFGS (Liu and Nocedal, 1989): Newton's method with an inverse of the second derivatives that is put together of a first guess and the last few steps. The
/// guess is usually a multiple of the identity; a preconditioner in its place changes the way to the minimum and not the minimum.
/// </summary>
internal sealed class LimitedMemoryBfgs
{
    private const int MostSteps = 20;
    private const int FewestSteps = 5;
    private const long MemoryOfSteps = 1L << 27;
    private const int Window = 5;
    private const double SufficientDecrease = 1e-4;
    private const int MostHalvings = 10;

    // Below it a decrease is lost in the rounding of a value that was added up of numbers in single precision.
    private const double Negligible = 1e-9;

    private readonly List<Step> _steps = [];
    private readonly IPreconditionedObjective _objective;
    private readonly int _memory;
    // Between loops; one array for all iterations.
    private readonly double[] _rest;

    private LimitedMemoryBfgs(IPreconditionedObjective objective)
    {
        _objective = objective;
        _rest = new double[objective.Count];
        _memory = (int)Math.Clamp(MemoryOfSteps / (2L * sizeof(double) * objective.Count), FewestSteps, MostSteps);
    }

    /// <summary>Moves x to the minimum.</summary>
    /// <param name="objective">The function.</param>
    /// <param name="x">Where to begin, and where it ends.</param>
    /// <param name="tolerance">Ends when the value fell by less than this part of itself over the last five iterations.</param>
    /// <param name="iterations">The most iterations.</param>
    /// <param name="cancellation">Ends the work after the evaluation at hand.</param>
    public static Minimum Run(IPreconditionedObjective objective, double[] x, double tolerance, int iterations, CancellationToken cancellation) =>
        new LimitedMemoryBfgs(objective).Minimize(x, tolerance, iterations, cancellation);

    private Minimum Minimize(double[] x, double tolerance, int iterations, CancellationToken cancellation)
    {
        var (gradient, direction, next, nextGradient) = (new double[x.Length], new double[x.Length], new double[x.Length], new double[x.Length]);
        var value = _objective.Evaluate(x, gradient);
        var evaluations = 1;
        var values = new List<double> { value };
        if (!double.IsFinite(value) || !double.IsFinite(TensorPrimitives.Sum<double>(gradient)))
            return new Minimum(double.NaN, 0, evaluations);
        while (values.Count <= iterations)
        {
            SetDirection(gradient, direction);
            var slope = TensorPrimitives.Dot<double>(gradient, direction);
            if (-slope <= Negligible * Math.Abs(value))
                break;
            var (length, lower) = (1.0, double.PositiveInfinity);
            for (var halvings = 0; halvings < MostHalvings; halvings++)
            {
                cancellation.ThrowIfCancellationRequested();
                TensorPrimitives.MultiplyAdd(direction, length, x, next);
                lower = _objective.Evaluate(next, nextGradient);
                evaluations++;
                if (lower <= value + SufficientDecrease * length * slope)
                    break;
                // The lowest point of the parabola through both values and the slope, within limits.
                var bend = lower - value - length * slope;
                length *= double.IsFinite(bend) ? Math.Clamp(-slope * length / (2 * bend), 0.1, 0.5) : 0.1;
            }
            // What is left is lost in the rounding of the value.
            if (!(lower < value))
                break;
            Remember(x, next, gradient, nextGradient);
            value = lower;
            next.CopyTo(x, 0);
            nextGradient.CopyTo(gradient, 0);
            values.Add(value);
            if (values.Count > Window && values[^(Window + 1)] - value <= tolerance * Math.Abs(value))
                break;
        }
        return new Minimum(value, values.Count - 1, evaluations);
    }

    /// <summary>direction = −H gradient, by the two loops over the remembered steps.</summary>
    private void SetDirection(double[] gradient, double[] direction)
    {
        gradient.CopyTo(_rest, 0);
        Span<double> factors = stackalloc double[_steps.Count];
        for (var i = _steps.Count - 1; i >= 0; i--)
        {
            var step = _steps[i];
            factors[i] = TensorPrimitives.Dot<double>(step.Move, _rest) / step.Product;
            TensorPrimitives.MultiplyAdd(step.Change, -factors[i], _rest, _rest);
        }
        _objective.Precondition(_rest, direction);
        if (_steps.Count > 0)
            TensorPrimitives.Multiply(direction, _steps[^1].Scale, direction);
        for (var i = 0; i < _steps.Count; i++)
        {
            var step = _steps[i];
            var factor = TensorPrimitives.Dot<double>(step.Change, direction) / step.Product;
            TensorPrimitives.MultiplyAdd(step.Move, factors[i] - factor, direction, direction);
        }
        TensorPrimitives.Negate(direction, direction);
    }

    private void Remember(double[] x, double[] next, double[] gradient, double[] nextGradient)
    {
        // The memory of the oldest step becomes that of the newest.
        var (move, change) = _steps.Count == _memory ? (_steps[0].Move, _steps[0].Change) : (new double[x.Length], new double[x.Length]);
        if (_steps.Count == _memory)
            _steps.RemoveAt(0);
        TensorPrimitives.Subtract(next, x, move);
        TensorPrimitives.Subtract(nextGradient, gradient, change);
        var product = TensorPrimitives.Dot<double>(move, change);
        if (!(product > 0))
            return;
        _objective.Precondition(change, _rest);
        _steps.Add(new Step(move, change, product, product / TensorPrimitives.Dot<double>(change, _rest)));
    }

    /// <summary>A step and what it did to the gradient.</summary>
    /// <param name="Move">s.</param>
    /// <param name="Change">y.</param>
    /// <param name="Product">s·y.</param>
    /// <param name="Scale">s·y / y·Hy: by how much the preconditioner is too small along the step.</param>
    private sealed record Step(double[] Move, double[] Change, double Product, double Scale);
}

/// <summary>Where a minimisation ended.</summary>
/// <param name="Value">The value; not a number where it was not finite from the start.</param>
/// <param name="Iterations">How many steps were taken.</param>
/// <param name="Evaluations">How often the function was computed.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Minimum(double Value, int Iterations, int Evaluations);
