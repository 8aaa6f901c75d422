using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Checkpoints.Torch;

/// <summary>
/// The weights in a file that <c>torch.save</c> wrote (<c>.bin</c>, <c>.pt</c>, <c>.pth</c>), read as data. Only the small pickle is read on
/// opening; the numbers stay in the mapped file.
/// </summary>
internal sealed class TorchWeights : WeightsFile
{
    private readonly ByteSource _source;
    private readonly IReadOnlyDictionary<string, long> _storageStarts;
    private readonly IReadOnlyDictionary<string, TorchTensor> _tensors;

    /// <param name="source">The file; closed with this object, and when this constructor throws.</param>
    /// <param name="name">What error messages call it.</param>
    /// <param name="isZip">Whether it is of the form since torch 1.6.</param>
    /// <exception cref="InvalidDataException">The file is malformed or holds more than weights.</exception>
    public TorchWeights(ByteSource source, string name, bool isZip)
    {
        _source = source;
        Name = name;
        try
        {
            if (!BitConverter.IsLittleEndian)
                throw new PlatformNotSupportedException("Checkpoints are little-endian; this processor is big-endian, which is not supported.");
            var content = isZip ? TorchZip.Read(source, name) : TorchLegacy.Read(source, name);
            _storageStarts = content.StorageStarts;
            (TensorNames, _tensors) = TorchNames.Of(content.Root, name);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public override string Name { get; }

    public override IReadOnlyList<string> TensorNames { get; }

    public override bool Contains(string tensor) => _tensors.ContainsKey(tensor);

    public override ImmutableArray<long> Shape(string tensor) => _tensors[tensor].Shape;

    public override SafetensorsType Type(string tensor) => _tensors[tensor].Storage.Type;

    public override void ReadFloat32(string tensor, Span<float> destination)
    {
        var view = _tensors[tensor];
        var type = view.Storage.Type;
        if (!type.IsReadableAsFloat32())
            throw new InvalidDataException($"{Name}: tensor {UntrustedText.Quote(tensor)} has type {type.HeaderName()}; F16, BF16, F32 or F64 is needed to read it as float32.");
        if (view.Count != destination.Length)
            throw new ArgumentException(FormattableString.Invariant($"{Name}: tensor {UntrustedText.Quote(tensor)} of shape [{string.Join(", ", view.Shape)}] has {view.Count} elements; the destination has {destination.Length}."), nameof(destination));
        if (view.Count == 0)
            return;
        try
        {
            var start = _storageStarts[view.Storage.Key];
            if (view.IsContiguous)
                FloatReader.Read(_source, start + (view.Offset * (type.BitsPerElement() / 8)), type, destination);
            else
                ReadStrided(view, start, destination);
        }
        catch (OverflowException exception)
        {
            throw new InvalidDataException($"{Name}: tensor {UntrustedText.Quote(tensor)}: {exception.Message}.", exception);
        }
    }

    public override void Dispose() => _source.Dispose();

    /// <summary>Gathers the elements of a transposed, sliced or expanded view one by one, in row-major order.</summary>
    private void ReadStrided(TorchTensor view, long storageStart, Span<float> destination)
    {
        var type = view.Storage.Type;
        var elementBytes = type.BitsPerElement() / 8;
        Span<double> buffer = stackalloc double[FloatWidening.BlockBytes / sizeof(double)];
        var block = MemoryMarshal.AsBytes(buffer);
        var index = new long[view.Shape.Length];
        var element = view.Offset;
        for (var done = 0; done < destination.Length;)
        {
            var count = Math.Min(block.Length / elementBytes, destination.Length - done);
            for (var i = 0; i < count; i++)
            {
                _source.CopyTo(storageStart + (element * elementBytes), block.Slice(i * elementBytes, elementBytes));
                element = Next(view, index, element);
            }
            FloatWidening.Convert(type, block[..(count * elementBytes)], destination.Slice(done, count));
            done += count;
        }
    }

    private static long Next(TorchTensor view, long[] index, long element)
    {
        for (var dimension = index.Length - 1; dimension >= 0; dimension--)
        {
            if (++index[dimension] < view.Shape[dimension])
                return element + view.Strides[dimension];
            element -= (view.Shape[dimension] - 1) * view.Strides[dimension];
            index[dimension] = 0;
        }
        return element;
    }
}
