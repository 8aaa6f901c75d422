using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>One pass through a model: the backend that computes and the arena that holds the activations. Belongs to one thread.</summary>
/// <param name="backend">What computes.</param>
/// <param name="arena">Where results live.</param>
public sealed class Computation(Backend backend, Arena arena)
{
    /// <summary>Where results live.</summary>
    public Arena Arena => arena;

    /// <summary>Computes an operation.</summary>
    /// <exception cref="ArgumentException">The inputs do not fit the operation.</exception>
    public Tensor Apply(Operation operation, params ReadOnlySpan<Tensor> inputs) => backend.Forward(operation, inputs, arena);
}
