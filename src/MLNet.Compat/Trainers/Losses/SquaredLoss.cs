namespace Microsoft.ML.Trainers;

/// <summary>Squared difference of output and label.</summary>
public sealed class SquaredLoss : ISupportSdcaRegressionLoss
{
    /// <inheritdoc/>
    public double Loss(float output, float label)
    {
        float difference = output - label;
        return difference * difference;
    }

    /// <inheritdoc/>
    public float Derivative(float output, float label) => 2 * (output - label);

    /// <inheritdoc/>
    public float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared) => 1 / (0.5f + scaledFeaturesNormSquared);

    /// <inheritdoc/>
    public float DualUpdate(float output, float label, float dual, float invariant, int maxNumThreads)
    {
        float update = (label - output - 0.5f * dual) * invariant;
        return maxNumThreads >= 2 ? update / maxNumThreads : update;
    }

    /// <inheritdoc/>
    public double DualLoss(float label, float dual) => -dual * (dual / 4 - label);
}
