namespace Microsoft.ML.Trainers;

/// <summary>The primal variables of one or more linear functions under stochastic dual coordinate ascent.</summary>
internal sealed class SdcaModel
{
    public SdcaModel(int functions, int features, bool thresholded)
    {
        Weights = NewWeights(functions, features);
        RegularizedBias = new float[functions];
        FreeBias = new float[functions];
        if (thresholded)
        {
            RawWeights = NewWeights(functions, features);
            RawBias = new float[functions];
        }
    }

    public float[][] Weights { get; }

    /// <summary>The part of the biases that is penalised like a weight.</summary>
    public float[] RegularizedBias { get; }

    /// <summary>The part of the biases that is not.</summary>
    public float[] FreeBias { get; }

    /// <summary>Weights before soft thresholding; null without a threshold.</summary>
    public float[][] RawWeights { get; }

    public float[] RawBias { get; }

    public int Functions => Weights.Length;

    public float Bias(int function) => RegularizedBias[function] + FreeBias[function];

    public void CopyTo(SdcaModel other)
    {
        for (int i = 0; i < Functions; i++)
            Weights[i].CopyTo(other.Weights[i], 0);
        RegularizedBias.CopyTo(other.RegularizedBias, 0);
        FreeBias.CopyTo(other.FreeBias, 0);
    }

    private static float[][] NewWeights(int functions, int features)
    {
        var weights = new float[functions][];
        for (int i = 0; i < functions; i++)
            weights[i] = new float[features];
        return weights;
    }
}
