using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Evaluation.FewLabels;

/// <summary>The products of the vectors that an encoder gave to texts, less their mean.</summary>
/// <param name="name">What the features are called.</param>
/// <param name="vectors">A vector a text.</param>
/// <param name="standardizes">Whether each dimension is divided by its standard deviation.</param>
internal sealed class EmbeddingKernel(string name, ProbeMatrix vectors, bool standardizes) : ITextKernel
{
    public string Name => name;

    public KernelMatrices Products(int[] training, int[] test)
    {
        var mean = new float[vectors.Columns];
        foreach (var row in training)
            TensorPrimitives.Add(mean, vectors.Row(row), mean);
        TensorPrimitives.Divide(mean, training.Length, mean);
        var x = Centred(training, mean);
        if (standardizes)
        {
            var scale = Scale(x);
            x.ForEach(Divide);
            var y = Centred(test, mean);
            y.ForEach(Divide);
            return new KernelMatrices(Multiply(x, x), Multiply(y, x)).Scaled(training.Length);

            void Divide(float[] vector) => TensorPrimitives.Divide(vector, scale, vector);
        }
        return new KernelMatrices(Multiply(x, x), Multiply(Centred(test, mean), x)).Scaled(training.Length);
    }

    private List<float[]> Centred(int[] rows, float[] mean) => [.. rows.Select(row =>
    {
        var vector = new float[mean.Length];
        TensorPrimitives.Subtract(vectors.Row(row), mean, vector);
        return vector;
    })];

    private static float[] Scale(List<float[]> centred)
    {
        var scale = new float[centred[0].Length];
        foreach (var vector in centred)
            TensorPrimitives.MultiplyAdd(vector, vector, scale, scale);
        for (var j = 0; j < scale.Length; j++)
            scale[j] = scale[j] > 0 ? MathF.Sqrt(scale[j] / centred.Count) : 1;
        return scale;
    }

    private static double[] Multiply(List<float[]> x, List<float[]> y)
    {
        var products = new double[x.Count * y.Count];
        for (var i = 0; i < x.Count; i++)
        {
            for (var j = 0; j < y.Count; j++)
                products[i * y.Count + j] = TensorPrimitives.Dot<float>(x[i], y[j]);
        }
        return products;
    }
}
