using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>
/// f(x Wᵀ + b + (alpha / rank) · x Aᵀ Bᵀ) (Hu et al., 2021). <para><i>Parameters:</i> down (A) [rank, in], up (B) [out, rank], which starts at 0.</para>
/// </summary>
internal sealed class LowRankUpdate : LinearAddition
{
    private static readonly Linear Product = new();
    private static readonly Add Sum = new();
    private readonly Add? _scale;
    private readonly float _factor;
    private readonly Dropout? _dropout;
    private readonly Tensor _down;
    private readonly Tensor _up;

    public LowRankUpdate(ParameterSet parameters, ParameterPath path, Shape weights, LowRankUpdates options)
    {
        _factor = options.Alpha / options.Rank;
        // The numbers between the two factors are the fewest, so that is where they are scaled.
        _scale = _factor == 1f ? null : new Add(_factor);
        _dropout = options.Dropout == 0 ? null : new Dropout(options.Dropout);
        _down = parameters.CreateWeights(path / "down" / "weight", new Shape(options.Rank, weights.Columns), Initialization.ByInputs);
        _up = parameters.CreateWeights(path / "up" / "weight", new Shape(weights.Rows, options.Rank), Initialization.Zeros);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Computation computation, Tensor x, LinearLayer layer)
    {
        var sum = layer.WithoutActivation(computation, x);
        var read = _dropout is null ? x : computation.Drop(x, _dropout);
        var few = computation.Apply(Product, read, _down);
        if (_scale is not null)
            few = computation.Apply(_scale, few);
        sum = computation.Apply(Sum, sum, computation.Apply(Product, few, _up));
        return layer.Activate(computation, sum);
    }

    /// <summary>W + (alpha / rank) · B A, in double precision.</summary>
    public override void Merge(Span<float> weight, Span<float> bias)
    {
        var (down, up) = (Values(_down), Values(_up));
        var (rank, inputs, outputs) = (_down.Shape.Rows, _down.Shape.Columns, _up.Shape.Rows);
        var row = new double[inputs];
        for (var i = 0; i < outputs; i++)
        {
            Array.Clear(row);
            for (var k = 0; k < rank; k++)
            {
                var factor = (double)_factor * up[i * rank + k];
                for (var j = 0; j < inputs; j++)
                    row[j] += factor * down[k * inputs + j];
            }
            for (var j = 0; j < inputs; j++)
                weight[i * inputs + j] = (float)(weight[i * inputs + j] + row[j]);
        }
    }
}
