using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tensors.Serialization;

/// <summary>Counts NaN and infinite values among stored numbers.</summary>
internal static class NonFiniteScan
{
    /// <summary>Whether the type has NaN or infinity at all.</summary>
    public static bool Applies(SafetensorsType type) => type
        is SafetensorsType.Float16 or SafetensorsType.BFloat16 or SafetensorsType.Float32 or SafetensorsType.Float64 or SafetensorsType.Complex64
        or SafetensorsType.Float8E5M2 or SafetensorsType.Float8E4M3 or SafetensorsType.Float8E8M0;

    /// <summary>The bytes of one number that can be NaN or infinite: half an element for a complex type.</summary>
    public static int UnitBytes(SafetensorsType type) => type == SafetensorsType.Complex64 ? sizeof(float) : type.BitsPerElement() / 8;

    /// <summary>Counts them in a block whose start is aligned.</summary>
    /// <returns>The index of the first within the block, or -1, and how many there are.</returns>
    public static (int First, int Count) Count(SafetensorsType type, ReadOnlySpan<byte> block) => type switch
    {
        SafetensorsType.Float16 => Count(MemoryMarshal.Cast<byte, Half>(block)),
        SafetensorsType.BFloat16 => CountWhere(MemoryMarshal.Cast<byte, ushort>(block), bits => (bits & 0x7F80) == 0x7F80),
        SafetensorsType.Float32 or SafetensorsType.Complex64 => Count(MemoryMarshal.Cast<byte, float>(block)),
        SafetensorsType.Float64 => Count(MemoryMarshal.Cast<byte, double>(block)),
        SafetensorsType.Float8E5M2 => CountWhere(block, bits => (bits & 0x7C) == 0x7C),
        SafetensorsType.Float8E4M3 => CountWhere(block, bits => (bits & 0x7F) == 0x7F),
        SafetensorsType.Float8E8M0 => CountWhere(block, bits => bits == 0xFF),
        _ => (-1, 0),
    };

    private static (int First, int Count) Count<T>(ReadOnlySpan<T> values)
        where T : INumberBase<T> =>
        TensorPrimitives.IsFiniteAll(values) ? (-1, 0) : CountWhere(values, value => !T.IsFinite(value));

    private static (int First, int Count) CountWhere<T>(ReadOnlySpan<T> values, Func<T, bool> isNonFinite)
    {
        var first = -1;
        var count = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (!isNonFinite(values[i]))
                continue;
            if (count++ == 0)
                first = i;
        }
        return (first, count);
    }
}
