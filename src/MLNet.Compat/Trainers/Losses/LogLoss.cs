using Microsoft.ML.Numeric;

namespace Microsoft.ML.Trainers;

/// <summary>Log loss of the logistic function of the output.</summary>
public sealed class LogLoss : ISupportSdcaClassificationLoss
{
    private const float StepLimit = 0.5f;

    /// <inheritdoc/>
    public double Loss(float output, float label)
    {
        float prediction = ScalarMath.SigmoidFast(output);
        return label > 0 ? -Log(prediction) : -Log(1 - prediction);
    }

    /// <inheritdoc/>
    public float Derivative(float output, float label)
    {
        float prediction = ScalarMath.SigmoidFast(output);
        return label > 0 ? prediction - 1 : prediction;
    }

    /// <inheritdoc/>
    public float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared) => 1 / Math.Max(1, 0.25f + scaledFeaturesNormSquared);

    /// <inheritdoc/>
    public float DualUpdate(float output, float label, float dual, float invariant, int maxNumThreads)
    {
        label = label > 0 ? 1 : -1;
        float update = (ScalarMath.SigmoidFast(-label * output) * label - dual) * invariant;
        return maxNumThreads >= 2 && Math.Abs(update) > StepLimit ? update / maxNumThreads : update;
    }

    /// <inheritdoc/>
    public double DualLoss(float label, float dual)
    {
        if (label <= 0)
            dual = -dual;
        return dual is < 0 or > 1 ? double.NegativeInfinity : ScalarMath.Entropy(dual, nats: true);
    }

    // A row that is certain and wrong costs at most -log(1e-8).
    private static double Log(double x) => Math.Log(Math.Max(x, 1e-8));
}
