using Microsoft.ML.Data;
using Microsoft.ML.Numeric;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Log-loss of two classes; a label above 0 is positive.</summary>
internal sealed class BinaryLogisticObjective(int features) : LbfgsObjective(classes: 1, features)
{
    /// <summary>Weight of the positive rows.</summary>
    public double PositiveWeight { get; private set; }

    public override void Prepare(float label, float weight)
    {
        if (label > 0)
            PositiveWeight += weight;
    }

    public override float Accumulate(in VBuffer<float> row, float label, float weight, float[] point, float[] gradient)
    {
        float half = (point[0] + FeatureVector.Dot(point.AsSpan(1), row)) / 2;
        float logZ = ScalarMath.LogSumExp(half, -half);
        float label01 = Math.Min(1, Math.Max(label, 0));
        float probability = ScalarMath.Exp(half - logZ);
        float loss = logZ - (((2 * label01) - 1) * half);
        Contracts.Check(!float.IsNaN(loss), "Unexpected NaN");

        float factor = weight * (probability - label01);
        FeatureVector.AddScaledTo(row, factor, gradient.AsSpan(1));
        gradient[0] += factor;
        return weight * loss;
    }
}

/// <summary>Log-loss of the softmax over several classes.</summary>
internal sealed class SoftmaxObjective(int classes, int features) : LbfgsObjective(classes, features)
{
    private readonly ThreadLocal<float[]> _scores = new(() => new float[classes]);

    /// <summary>Weight of the rows of each class.</summary>
    public double[] ClassWeights { get; } = new double[classes];

    public override void Prepare(float label, float weight) => ClassWeights[(int)label] += weight;

    public override float Accumulate(in VBuffer<float> row, float label, float weight, float[] point, float[] gradient)
    {
        float[] scores = _scores.Value;
        for (int i = 0; i < scores.Length; i++)
            scores[i] = point[i] + FeatureVector.Dot(WeightsOf(point, i), row);
        float logZ = ScalarMath.LogSumExp(scores);
        float loss = logZ;
        for (int i = 0; i < scores.Length; i++)
        {
            float truth = i == (int)label ? 1 : 0;
            loss -= truth * scores[i];
            float factor = weight * (ScalarMath.Exp(scores[i] - logZ) - truth);
            FeatureVector.AddScaledTo(row, factor, WeightsOf(gradient, i));
            gradient[i] += factor;
        }
        Contracts.Check(float.IsFinite(loss), "Data contain bad values.");
        return weight * loss;
    }

    private Span<float> WeightsOf(float[] point, int i) => point.AsSpan(BiasCount + (i * FeatureCount), FeatureCount);
}

/// <summary>Deviance of counts from a Poisson distribution whose logarithm is linear.</summary>
/// <remarks>normalizer: The sum of the logarithms of the factorials of the labels so far.</remarks>
internal sealed class PoissonObjective(int features, double normalizer) : LbfgsObjective(classes: 1, features)
{
    public double Normalizer { get; private set; } = normalizer;

    public override void Prepare(float label, float weight)
    {
        if (!(label >= 0))
            throw Contracts.Except("Poisson regression must regress to a non-negative label, but label {0} encountered", label);
        Normalizer += ScalarMath.LogGamma(label + 1);
    }

    public override float Offset(long rows) => (float)(Normalizer / rows);

    public override float Accumulate(in VBuffer<float> row, float label, float weight, float[] point, float[] gradient)
    {
        float linear = FeatureVector.Dot(point.AsSpan(1), row) + point[0];
        float rate = ScalarMath.Exp(linear);
        float factor = -(label - rate) * weight;
        FeatureVector.AddScaledTo(row, factor, gradient.AsSpan(1));
        gradient[0] += factor;
        return float.IsPositiveInfinity(rate) ? float.PositiveInfinity : -((label * linear) - rate) * weight;
    }
}
