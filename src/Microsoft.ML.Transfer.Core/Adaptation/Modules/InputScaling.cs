using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>f((l ⊙ x) Wᵀ + b) (Liu et al., 2022). <para><i>Parameters:</i> weight (l) [in], which starts at 1.</para></summary>
internal sealed class InputScaling(ParameterSet parameters, ParameterPath path, Shape weights) : LinearAddition
{
    private static readonly Multiply Product = new();
    private readonly Tensor _factors = parameters.Create(path / "weight", new Shape(weights.Columns), Initialization.Ones);

    /// <inheritdoc/>
    public override Tensor Forward(Computation computation, Tensor x, LinearLayer layer) =>
        layer.Activate(computation, layer.WithoutActivation(computation, computation.Apply(Product, x, _factors)));

    /// <inheritdoc/>
    public override void Merge(Span<float> weight, Span<float> bias)
    {
        var factors = Values(_factors);
        for (var i = 0; i < weight.Length; i++)
            weight[i] *= factors[i % factors.Length];
    }
}
