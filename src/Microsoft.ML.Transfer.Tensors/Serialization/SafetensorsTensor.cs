using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tensors.Serialization;

/// <summary>A tensor to be written to a safetensors file.</summary>
/// <param name="Name">Its name in the file; unique, and not <c>__metadata__</c>.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its dimensions, each 0 or more; empty for a single number.</param>
/// <param name="Data">Its elements, little-endian and row-major; as long as type and shape ask for.</param>
public sealed record SafetensorsTensor(string Name, SafetensorsType Type, ImmutableArray<long> Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>A tensor of float32.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="values">Its elements, row-major; copied.</param>
    /// <exception cref="ArgumentException">The number of values is not the product of the shape.</exception>
    public static SafetensorsTensor FromFloat32(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) =>
        From(name, SafetensorsType.Float32, shape, values);

    /// <summary>A tensor of float16.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="values">Its elements, row-major, rounded to the nearest.</param>
    /// <exception cref="ArgumentException">The number of values is not the product of the shape.</exception>
    public static SafetensorsTensor FromFloat16(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values)
    {
        var halves = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, halves);
        return From<Half>(name, SafetensorsType.Float16, shape, halves);
    }

    /// <summary>A tensor of 64-bit integers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="values">Its elements, row-major; copied.</param>
    /// <exception cref="ArgumentException">The number of values is not the product of the shape.</exception>
    public static SafetensorsTensor FromInt64(string name, ReadOnlySpan<long> shape, ReadOnlySpan<long> values) =>
        From(name, SafetensorsType.Int64, shape, values);

    private static SafetensorsTensor From<T>(string name, SafetensorsType type, ReadOnlySpan<long> shape, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var count = 1L;
        foreach (var dimension in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(shape));
            count = checked(count * dimension);
        }
        if (count != values.Length)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"Tensor {UntrustedText.Quote(name)} of shape [{string.Join(", ", shape.ToArray())}] has {count} elements; {values.Length} values were given."),
                nameof(values));
        }
        return new SafetensorsTensor(name, type, [.. shape], MemoryMarshal.AsBytes(values).ToArray());
    }
}
