using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>
/// Layer normalisation of each token. <para><i>Parameters:</i> weight [hidden] (γ), bias [hidden] (β).</para>
/// </summary>
internal sealed class NormalizationLayer
{
    private readonly LayerNormalization _operation;
    private readonly Tensor _gain;
    private readonly Tensor _bias;

    public NormalizationLayer(ParameterSet parameters, ParameterPath path, int hidden, float epsilon)
    {
        _operation = new LayerNormalization(epsilon);
        _gain = parameters.Create(path / "weight", new Shape(hidden), Initialization.Ones);
        _bias = parameters.Create(path / "bias", new Shape(hidden), Initialization.Zeros);
    }

    /// <summary>Shape: [tokens, hidden] → [tokens, hidden].</summary>
    public Tensor Forward(Computation computation, Tensor x) => computation.Apply(_operation, x, _gain, _bias);

    /// <summary>The normalised sum of a branch and its residual. Shape: [tokens, hidden], [tokens, hidden] → [tokens, hidden].</summary>
    public Tensor Forward(Computation computation, Tensor x, Tensor residual) => computation.Apply(_operation, x, _gain, _bias, residual);
}
