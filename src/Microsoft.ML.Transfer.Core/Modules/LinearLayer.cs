using Microsoft.ML.Transfer.Adaptations;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>
/// f(x Wᵀ + b). <para><i>Parameters:</i> weight [out, in], where it has one bias [out].</para>
/// </summary>
internal sealed class LinearLayer
{
    private static readonly Linear Product = new();
    private readonly Linear _operation;
    private readonly Tensor _weight;
    private readonly Tensor? _bias;

    private readonly Activate? _activate;

    // Null for nothing, and again once it was merged into the weights.
    private LinearAddition? _addition;

    public LinearLayer(ParameterSet parameters, ParameterPath path, int inputs, int outputs, Activation activation = Activation.None, bool hasBias = true, Initialization initialization = Initialization.Normal)
    {
        _operation = new Linear(activation);
        _weight = parameters.CreateWeights(path / "weight", new Shape(outputs, inputs), initialization);
        _bias = hasBias ? parameters.Create(path / "bias", new Shape(outputs), Initialization.Zeros) : null;
        _addition = parameters.Adaptation?.ForLinear(parameters, path, _weight.Shape, this);
        _activate = _addition is null || activation == Activation.None ? null : new Activate(activation);
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
        _addition is null ? Apply(computation, _operation, x) : _addition.Forward(computation, x, this);

    /// <summary>x Wᵀ + b, without what is put beside it. Shape: [tokens, in] → [tokens, out].</summary>
    public Tensor WithoutActivation(Computation computation, Tensor x) => Apply(computation, Product, x);

    /// <summary>The activation of a sum that was computed without it. Shape: [tokens, out] → [tokens, out].</summary>
    public Tensor Activate(Computation computation, Tensor sum) => _activate is null ? sum : computation.Apply(_activate, sum);

    /// <summary>Brings what is put beside the weights into them, so that it costs nothing any more.</summary>
    public void Merge()
    {
        if (_addition is null)
            return;
        var weight = new float[_weight.Shape.Count];
        _weight.CopyTo(weight);
        var bias = new float[_bias?.Shape.Count ?? 0];
        _bias?.CopyTo(bias);
        _addition.Merge(weight, bias);
        _weight.CopyFrom(weight);
        _bias?.CopyFrom(bias);
        _addition = null;
    }

    private Tensor Apply(Computation computation, Linear operation, Tensor x) =>
        _bias is null ? computation.Apply(operation, x, _weight) : computation.Apply(operation, x, _weight, _bias);
}
