using Microsoft.ML.Data;
using Microsoft.ML.Numeric;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The point that L-BFGS ended at, read as biases and weights.</summary>
internal sealed class LbfgsResult(LbfgsObjective objective, float[] point, float loss, long rows, double weightSum, IChannel channel)
{
    public LbfgsObjective Objective => objective;

    public IChannel Channel => channel;

    public long Rows => rows;

    public double WeightSum => weightSum;

    /// <summary>How many biases and weights that are not zero there are.</summary>
    public int ParameterCount => objective.BiasCount + point.Length - objective.BiasCount - point.AsSpan(objective.BiasCount).Count(0f);

    public float[] Biases => point[..objective.BiasCount];

    public VBuffer<float> Weights(int classIndex)
    {
        int start = objective.BiasCount + (classIndex * objective.FeatureCount);
        return new VBuffer<float>(objective.FeatureCount, point[start..(start + objective.FeatureCount)]);
    }

    /// <summary>Twice the loss without the penalties.</summary>
    public float Deviance(float l1, float l2)
    {
        float deviance = (float)(2 * loss * weightSum);
        var weights = point.AsSpan(objective.BiasCount);
        if (l2 > 0)
            deviance -= DenseVector.SumOfSquares(weights) * l2;
        if (l1 > 0)
            deviance -= DenseVector.SumOfMagnitudes(weights) * l1 * 2;
        return deviance;
    }
}
