namespace Microsoft.ML.Data;

/// <summary>How well numbers are predicted.</summary>
public sealed class RegressionMetrics
{
    internal RegressionMetrics(double absolute, double squared, double rootSquared, double loss, double rSquared)
    {
        MeanAbsoluteError = absolute;
        MeanSquaredError = squared;
        RootMeanSquaredError = rootSquared;
        LossFunction = loss;
        RSquared = rSquared;
    }

    public double MeanAbsoluteError { get; }

    public double MeanSquaredError { get; }

    public double RootMeanSquaredError { get; }

    /// <summary>Mean of the loss of the evaluation, which is the squared error.</summary>
    public double LossFunction { get; }

    /// <summary>The share of the label's variance that is predicted.</summary>
    public double RSquared { get; }
}
