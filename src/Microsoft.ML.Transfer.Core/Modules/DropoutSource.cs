using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>Dropout in one pass of training: each place of the model where it is applied takes the next stream of random numbers of the pass.</summary>
/// <param name="rate">The probability of 0 between the layers, from 0.</param>
/// <param name="seed">The seed of the training.</param>
/// <param name="pass">Which pass of the training it is, from 0.</param>
internal sealed class DropoutSource(float rate, ulong seed, ulong pass)
{
    // More places than any model has; so the streams of two passes never meet.
    private const int BitsOfPlace = 20;

    private readonly Dropout? _operation = rate == 0 ? null : new(rate);

    /// <summary>How many places have been passed.</summary>
    public uint Place { get; set; }

    public Tensor Apply(Computation computation, Tensor x) => _operation is null ? x : Apply(computation, x, _operation);

    /// <summary>With a probability of the place's own.</summary>
    public Tensor Apply(Computation computation, Tensor x, Dropout operation)
    {
        Span<int> key = stackalloc int[4];
        Tensors.Dropout.WriteKey(seed, (pass << BitsOfPlace) + Place, key);
        Place++;
        return computation.Apply(operation, x, computation.Arena.Upload(key));
    }
}
