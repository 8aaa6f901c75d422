using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tensors.Serialization;

/// <summary>
/// Turns stored numbers into float32. F16 and BF16 widen exactly, F64 rounds to nearest even. The source is little-endian and may be unaligned:
/// whoever calls copies a block at a time into aligned memory, which stays in the first-level cache.
/// </summary>
internal static class FloatWidening
{
    /// <summary>The bytes of one block: a multiple of every element size.</summary>
    public const int BlockBytes = 8192;

    /// <summary>Converts the elements in <paramref name="source"/>, whose start is aligned for <paramref name="type"/>.</summary>
    /// <exception cref="OverflowException">A finite F64 value is beyond the range of float32.</exception>
    public static void Convert(SafetensorsType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (type)
        {
            case SafetensorsType.Float32:
                source.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            case SafetensorsType.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(source), destination);
                break;
            case SafetensorsType.BFloat16:
                var bits = MemoryMarshal.Cast<float, uint>(destination);
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, ushort>(source), bits);
                TensorPrimitives.ShiftLeft(bits, 16, bits);
                break;
            case SafetensorsType.Float64:
                var doubles = MemoryMarshal.Cast<byte, double>(source);
                TensorPrimitives.ConvertTruncating(doubles, destination);
                ThrowIfOverflowed(doubles, destination);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Only F16, BF16, F32 and F64 convert to float32.");
        }
    }

    private static void ThrowIfOverflowed(ReadOnlySpan<double> source, ReadOnlySpan<float> converted)
    {
        if (TensorPrimitives.IsFiniteAll(converted))
            return;
        for (var i = 0; i < source.Length; i++)
        {
            if (float.IsInfinity(converted[i]) && double.IsFinite(source[i]))
                throw new OverflowException(string.Create(CultureInfo.InvariantCulture, $"the value {source[i]} is beyond the range of float32"));
        }
    }
}
