namespace MLNet.Compat.Tests.Recording;

/// <summary>How far a number may stand from the recorded one: <c>|a - b| &lt;= tolerance * max(1, |recorded|)</c>.</summary>
/// <remarks>
/// One bound per kind of result, set before any result was seen. Iterative optimizers that stop at slightly different points of
/// the same optimum differ in the fourth digit; everything with a closed form must agree far closer.
/// </remarks>
public static class Tolerance
{
    /// <summary>Weights, biases, scores and metrics of a trained model.</summary>
    public const double Trainer = 1e-3;

    /// <summary>Metrics computed from given scores.</summary>
    public const double Evaluator = 1e-6;

    /// <summary>Principal components, compared up to sign.</summary>
    public const double Projection = 1e-4;

    /// <summary>Text features and normalized values.</summary>
    public const double Features = 1e-5;

    /// <summary>Whether <paramref name="actual"/> is as close to <paramref name="recorded"/> as <paramref name="tolerance"/> asks.</summary>
    public static bool Allows(double recorded, double actual, double tolerance)
    {
        if (double.IsNaN(recorded) || double.IsNaN(actual))
            return double.IsNaN(recorded) && double.IsNaN(actual);
        if (double.IsInfinity(recorded) || double.IsInfinity(actual))
            return recorded == actual;
        return Math.Abs(recorded - actual) <= tolerance * Math.Max(1, Math.Abs(recorded));
    }
}
