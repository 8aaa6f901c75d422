namespace Microsoft.ML.Trainers;

/// <summary>Negative log-likelihood of a Poisson count whose log-mean is the output, without the constant.</summary>
public sealed class PoissonLoss : IRegressionLoss
{
    /// <inheritdoc/>
    public double Loss(float output, float label) => Math.Exp(output) - label * output;

    /// <inheritdoc/>
    public float Derivative(float output, float label) => (float)Math.Exp(output) - label;
}
