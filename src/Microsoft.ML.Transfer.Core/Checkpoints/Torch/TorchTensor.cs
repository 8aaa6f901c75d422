using System.Collections.Immutable;
using System.Numerics;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Checkpoints.Torch;

/// <summary>A run of elements in the file that tensors look at.</summary>
/// <param name="Key">What the file calls it.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Count">How many elements it has.</param>
internal sealed record TorchStorage(string Key, SafetensorsType Type, long Count);

/// <summary>A part of a storage under another key, as the older form has it.</summary>
/// <param name="Root">The storage itself.</param>
/// <param name="Offset">The first element of the part.</param>
/// <param name="Count">How many elements the part has.</param>
internal sealed record TorchStorageView(TorchStorage Root, long Offset, long Count);

/// <summary>A tensor: a view of a storage. Checked on construction to stay within it.</summary>
internal sealed class TorchTensor
{
    /// <summary>The most elements of a tensor that repeats those of its storage (stride 0), so that a small file cannot ask for all memory.</summary>
    private const long MaximumRepeatedElements = 1L << 28;

    private const int MaximumDimensions = 64;

    /// <exception cref="FormatException">The view leaves the storage.</exception>
    public TorchTensor(TorchStorageView storage, long offset, ImmutableArray<long> shape, ImmutableArray<long> strides)
    {
        if (shape.Length != strides.Length || shape.Length > MaximumDimensions)
            throw new FormatException(FormattableString.Invariant($"a tensor with {shape.Length} dimensions and {strides.Length} strides"));
        if (offset < 0 || shape.Any(size => size < 0) || strides.Any(stride => stride < 0))
            throw new FormatException(FormattableString.Invariant($"a tensor with a negative number among offset {offset}, shape [{string.Join(", ", shape)}], strides [{string.Join(", ", strides)}]"));

        var count = BigInteger.One;
        BigInteger last = offset;
        for (var i = 0; i < shape.Length; i++)
        {
            count *= shape[i];
            last += (shape[i] - BigInteger.One) * strides[i];
        }
        if (!count.IsZero && last >= storage.Count)
            throw new FormatException(FormattableString.Invariant($"a tensor of shape [{string.Join(", ", shape)}], strides [{string.Join(", ", strides)}] and offset {offset} reaches element {last} of a storage of {storage.Count}"));
        if (count > storage.Count && count > MaximumRepeatedElements)
            throw new FormatException(FormattableString.Invariant($"a tensor of shape [{string.Join(", ", shape)}] that repeats a storage of {storage.Count} elements; at most {MaximumRepeatedElements} elements are read of such a one"));

        Storage = storage.Root;
        Offset = storage.Offset + offset;
        Shape = shape;
        Strides = strides;
        Count = (long)count;
    }

    public TorchStorage Storage { get; }

    /// <summary>Its first element in the storage.</summary>
    public long Offset { get; }

    public ImmutableArray<long> Shape { get; }

    /// <summary>How many elements of the storage lie between neighbours in each dimension.</summary>
    public ImmutableArray<long> Strides { get; }

    /// <summary>How many elements it has.</summary>
    public long Count { get; }

    /// <summary>Whether its elements stand one after the other in row-major order.</summary>
    public bool IsContiguous
    {
        get
        {
            var expected = 1L;
            for (var i = Shape.Length - 1; i >= 0; i--)
            {
                if (Shape[i] != 1 && Strides[i] != expected)
                    return Count == 0;
                expected *= Shape[i];
            }
            return true;
        }
    }
}
