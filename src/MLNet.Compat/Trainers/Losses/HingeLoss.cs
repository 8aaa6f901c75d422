namespace Microsoft.ML.Trainers;

/// <summary>Hinge loss: how far the output falls short of the margin on the side of the label.</summary>
/// <param name="margin">Outputs this far on the right side cost nothing.</param>
public sealed class HingeLoss(float margin = 1) : ISupportSdcaClassificationLoss
{
    private const float StepLimit = 0.5f;

    /// <inheritdoc/>
    public double Loss(float output, float label)
    {
        float loss = margin - Sign(label) * output;
        return loss > 0 ? loss : 0;
    }

    /// <inheritdoc/>
    public float Derivative(float output, float label)
    {
        float truth = Sign(label);
        return margin > truth * output ? -truth : 0;
    }

    /// <inheritdoc/>
    public float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared) => 1 / scaledFeaturesNormSquared;

    /// <inheritdoc/>
    public float DualUpdate(float output, float label, float alpha, float invariant, int maxNumThreads)
    {
        float truth = Sign(label);
        float goal = (margin - output * truth) * invariant + alpha * truth;
        float update = truth * Math.Max(0, Math.Min(1, goal)) - alpha;
        return maxNumThreads >= 2 && Math.Abs(update) > StepLimit ? update / maxNumThreads : update;
    }

    /// <inheritdoc/>
    public double DualLoss(float label, float dual)
    {
        if (label <= 0)
            dual = -dual;
        return dual is < 0 or > 1 ? double.NegativeInfinity : margin * dual;
    }

    private static float Sign(float label) => label > 0 ? 1 : -1;
}
