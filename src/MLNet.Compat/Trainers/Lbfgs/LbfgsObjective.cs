using Microsoft.ML.Data;
using Microsoft.ML.Numeric;

namespace Microsoft.ML.Trainers;

/// <summary>The loss of one row as a function of biases and weights, and sums of it over rows.</summary>
internal abstract class LbfgsObjective(int classes, int features)
{
    public int BiasCount => classes;

    public int FeatureCount => features;

    public int PointSize => classes * (1 + features);

    /// <summary>Sees each row once before training.</summary>
    public virtual void Prepare(float label, float weight)
    {
    }

    /// <summary>Adds the gradient of one row's loss, and gives the loss.</summary>
    public abstract float Accumulate(in VBuffer<float> row, float label, float weight, float[] point, float[] gradient);

    /// <summary>What is added to the mean loss.</summary>
    public virtual float Offset(long rows) => 0;

    /// <summary>The mean loss of rows plus the L2 penalty of the weights.</summary>
    public DifferentiableFunction Regularized(LbfgsRows rows, float l2) => (point, gradient) =>
    {
        float scale = 1 / (float)rows.WeightSum;
        float loss = rows.Sum(point, gradient);
        float penalty = 0;
        if (l2 > 0)
        {
            double squares = 0;
            for (int i = BiasCount; i < point.Length; i++)
            {
                squares += point[i] * point[i];
                gradient[i] += l2 * point[i];
            }
            penalty = (float)(squares * l2 * 0.5);
        }
        DenseVector.Scale(gradient, scale);
        return ((loss + penalty) * scale) + Offset(rows.Count);
    };
}
