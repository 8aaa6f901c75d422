using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>
/// f(x Wᵀ + b). <para><i>Parameters:</i> weight [out, in], where it has one bias [out].</para>
/// </summary>
internal sealed class LinearLayer
{
    private readonly Linear _operation;
    private readonly Tensor _weight;
    private readonly Tensor? _bias;

    public LinearLayer(ParameterSet parameters, ParameterPath path, int inputs, int outputs, Activation activation = Activation.None, bool hasBias = true)
    {
        _operation = new Linear(activation);
        _weight = parameters.CreateWeights(path / "weight", new Shape(outputs, inputs), Initialization.Normal);
        _bias = hasBias ? parameters.Create(path / "bias", new Shape(outputs), Initialization.Zeros) : null;
    }

    /// <summary>A layer whose weight is another's, such as the table of embeddings.</summary>
    public LinearLayer(ParameterSet parameters, ParameterPath path, Tensor weight, bool hasBias)
    {
        _operation = new Linear();
        _weight = weight;
        _bias = hasBias ? parameters.Create(path / "bias", new Shape(weight.Shape.Rows), Initialization.Zeros) : null;
    }

    /// <summary>Shape: [tokens, in] → [tokens, out].</summary>
    public Tensor Forward(Computation computation, Tensor x) =>
        _bias is null ? computation.Apply(_operation, x, _weight) : computation.Apply(_operation, x, _weight, _bias);
}
