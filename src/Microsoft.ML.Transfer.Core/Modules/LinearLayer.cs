using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>
/// f(x Wᵀ + b). <para><i>Parameters:</i> weight [out, in], bias [out].</para>
/// </summary>
internal sealed class LinearLayer
{
    private readonly Linear _operation;
    private readonly Tensor _weight;
    private readonly Tensor _bias;

    public LinearLayer(ParameterSet parameters, ParameterPath path, int inputs, int outputs, Activation activation = Activation.None)
    {
        _operation = new Linear(activation);
        _weight = parameters.CreateWeights(path / "weight", new Shape(outputs, inputs), Initialization.Normal);
        _bias = parameters.Create(path / "bias", new Shape(outputs), Initialization.Zeros);
    }

    /// <summary>Shape: [tokens, in] → [tokens, out].</summary>
    public Tensor Forward(Computation computation, Tensor x) => computation.Apply(_operation, x, _weight, _bias);
}
