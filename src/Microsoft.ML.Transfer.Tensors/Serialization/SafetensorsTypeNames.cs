namespace Microsoft.ML.Transfer.Tensors.Serialization;

/// <summary>How each <see cref="SafetensorsType"/> is spelled in a header, and how many bits one element takes.</summary>
public static class SafetensorsTypeNames
{
    private static readonly (SafetensorsType Type, string Name, int Bits)[] Table =
    [
        (SafetensorsType.Bool, "BOOL", 8),
        (SafetensorsType.UInt8, "U8", 8),
        (SafetensorsType.Int8, "I8", 8),
        (SafetensorsType.Int16, "I16", 16),
        (SafetensorsType.UInt16, "U16", 16),
        (SafetensorsType.Int32, "I32", 32),
        (SafetensorsType.UInt32, "U32", 32),
        (SafetensorsType.Int64, "I64", 64),
        (SafetensorsType.UInt64, "U64", 64),
        (SafetensorsType.Float16, "F16", 16),
        (SafetensorsType.BFloat16, "BF16", 16),
        (SafetensorsType.Float32, "F32", 32),
        (SafetensorsType.Float64, "F64", 64),
        (SafetensorsType.Complex64, "C64", 64),
        (SafetensorsType.Float8E5M2, "F8_E5M2", 8),
        (SafetensorsType.Float8E4M3, "F8_E4M3", 8),
        (SafetensorsType.Float8E8M0, "F8_E8M0", 8),
        (SafetensorsType.Float6E2M3, "F6_E2M3", 6),
        (SafetensorsType.Float6E3M2, "F6_E3M2", 6),
        (SafetensorsType.Float4, "F4", 4),
    ];

    /// <summary>All header names, for error messages.</summary>
    internal static string All { get; } = string.Join(", ", Table.Select(row => row.Name));

    /// <summary>The name in a file's header, such as <c>F32</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a member of the enum.</exception>
    public static string HeaderName(this SafetensorsType type) => Row(type).Name;

    /// <summary>The bits of one element: 64, 32, 16, 8, 6 or 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a member of the enum.</exception>
    public static int BitsPerElement(this SafetensorsType type) => Row(type).Bits;

    /// <summary>Whether <see cref="SafetensorsFile.ReadFloat32"/> reads this type: <c>F16</c>, <c>BF16</c>, <c>F32</c>, <c>F64</c>.</summary>
    public static bool IsReadableAsFloat32(this SafetensorsType type) =>
        type is SafetensorsType.Float16 or SafetensorsType.BFloat16 or SafetensorsType.Float32 or SafetensorsType.Float64;

    /// <summary>Finds the type of a header name; names are case-sensitive.</summary>
    public static bool TryParse(string name, out SafetensorsType type)
    {
        foreach (var row in Table)
        {
            if (string.Equals(row.Name, name, StringComparison.Ordinal))
            {
                type = row.Type;
                return true;
            }
        }
        type = default;
        return false;
    }

    private static (SafetensorsType Type, string Name, int Bits) Row(SafetensorsType type)
    {
        var index = (int)type;
        if ((uint)index >= (uint)Table.Length)
            throw new ArgumentOutOfRangeException(nameof(type), type, "Not a safetensors type.");
        return Table[index];
    }
}
