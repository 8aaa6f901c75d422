namespace Microsoft.ML.Trainers;

/// <summary>Hinge loss with a parabola of the given width in place of the corner.</summary>
public sealed class SmoothedHingeLoss : ISupportSdcaClassificationLoss
{
    private const float StepLimit = 0.5f;
    private readonly float _width;
    private readonly double _halfWidth;

    /// <param name="smoothingConstant">Width of the parabola; 0 is the hinge loss.</param>
    public SmoothedHingeLoss(float smoothingConstant = 1)
    {
        if (!(smoothingConstant >= 0))
            throw new ArgumentOutOfRangeException(nameof(smoothingConstant), "Must be non-negative.");
        _width = smoothingConstant;
        _halfWidth = smoothingConstant / 2;
    }

    /// <inheritdoc/>
    public double Loss(float output, float label)
    {
        float shortfall = 1 - Sign(label) * output;
        if (shortfall < 0)
            return 0;
        return shortfall < _width ? shortfall * shortfall / (double)(_width * 2) : shortfall - _halfWidth;
    }

    /// <inheritdoc/>
    public float Derivative(float output, float label)
    {
        float truth = Sign(label);
        float shortfall = 1 - truth * output;
        if (shortfall < 0)
            return 0;
        return shortfall < _width ? -truth * shortfall / _width : -truth;
    }

    /// <inheritdoc/>
    public float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared) => 1 / (scaledFeaturesNormSquared + _width);

    /// <inheritdoc/>
    public float DualUpdate(float output, float label, float alpha, float invariant, int maxNumThreads)
    {
        float truth = Sign(label);
        float goal = (1 - output * truth - _width * alpha * truth) * invariant + alpha * truth;
        float update = truth * Math.Max(0, Math.Min(1, goal)) - alpha;
        return maxNumThreads >= 2 && Math.Abs(update) > StepLimit ? update / maxNumThreads : update;
    }

    /// <inheritdoc/>
    public double DualLoss(float label, float dual)
    {
        if (label <= 0)
            dual = -dual;
        return dual is < 0 or > 1 ? double.NegativeInfinity : dual * (1 - dual * _halfWidth);
    }

    private static float Sign(float label) => label > 0 ? 1 : -1;
}
