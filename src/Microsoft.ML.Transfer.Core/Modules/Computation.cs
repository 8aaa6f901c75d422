using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Autograd;
using Microsoft.ML.Transfer.Tensors.Backends;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>One pass through a model: the backend that computes and the arena that holds the activations. Belongs to one thread.</summary>
/// <param name="backend">What computes.</param>
/// <param name="arena">Where results live.</param>
public sealed class Computation(Backend backend, Arena arena)
{
    /// <summary>Where results live.</summary>
    public Arena Arena => arena;

    /// <summary>What takes down the operations for a backward pass; null where none follows.</summary>
    public Tape? Tape { get; init; }

    /// <summary>Whether each layer is computed again in the backward pass, which saves the memory of its activations; without a tape of no meaning.</summary>
    public bool RecomputesLayers { get; init; }

    /// <summary>What sets random activations to 0; null outside training.</summary>
    internal DropoutSource? Dropout { get; init; }

    /// <summary>Computes an operation.</summary>
    /// <exception cref="ArgumentException">The inputs do not fit the operation.</exception>
    public Tensor Apply(Operation operation, params ReadOnlySpan<Tensor> inputs) =>
        Tape is null ? backend.Forward(operation, inputs, arena) : Tape.Apply(operation, inputs, arena);

    /// <summary>
    /// Frees everything since the mark except one tensor, as <see cref="Arena.Keep"/> does, unless a backward pass needs the way to that tensor.
    /// </summary>
    internal Tensor Keep(ArenaMark mark, Tensor survivor) => Tape?.Holds(survivor) == true ? survivor : arena.Keep(mark, survivor);

    /// <summary>Computes a layer; in a pass that asks for it, so that its activations are computed again in the backward pass.</summary>
    internal Tensor Layer(Func<Tensor> layer)
    {
        if (Tape is null || !RecomputesLayers)
            return layer();
        if (Dropout is not { } dropout)
            return Tape.Recompute(layer, arena);
        var place = dropout.Place;
        return Tape.Recompute(
            () =>
            {
                dropout.Place = place;
                return layer();
            },
            arena);
    }

    /// <summary>Sets some elements to 0 in a pass that does so; else the tensor itself.</summary>
    internal Tensor Drop(Tensor x) => Dropout is null ? x : Dropout.Apply(this, x);

    /// <summary>The same with a probability of the place's own.</summary>
    internal Tensor Drop(Tensor x, Dropout operation) => Dropout is null ? x : Dropout.Apply(this, x, operation);
}
