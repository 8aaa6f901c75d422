namespace Microsoft.ML.Transfer.Tensors.Serialization;

/// <summary>The element types of the safetensors format.</summary>
public enum SafetensorsType
{
    /// <summary><c>BOOL</c>: one byte, 0 or 1.</summary>
    Bool,

    /// <summary><c>U8</c>.</summary>
    UInt8,

    /// <summary><c>I8</c>.</summary>
    Int8,

    /// <summary><c>I16</c>.</summary>
    Int16,

    /// <summary><c>U16</c>.</summary>
    UInt16,

    /// <summary><c>I32</c>.</summary>
    Int32,

    /// <summary><c>U32</c>.</summary>
    UInt32,

    /// <summary><c>I64</c>.</summary>
    Int64,

    /// <summary><c>U64</c>.</summary>
    UInt64,

    /// <summary><c>F16</c>: IEEE 754 binary16.</summary>
    Float16,

    /// <summary><c>BF16</c>: the upper half of a binary32.</summary>
    BFloat16,

    /// <summary><c>F32</c>: IEEE 754 binary32.</summary>
    Float32,

    /// <summary><c>F64</c>: IEEE 754 binary64.</summary>
    Float64,

    /// <summary><c>C64</c>: a complex number of two binary32.</summary>
    Complex64,

    /// <summary><c>F8_E5M2</c>: 5 exponent bits, 2 mantissa bits, with infinities.</summary>
    Float8E5M2,

    /// <summary><c>F8_E4M3</c>: 4 exponent bits, 3 mantissa bits, NaN but no infinities.</summary>
    Float8E4M3,

    /// <summary><c>F8_E8M0</c>: 8 exponent bits alone, a scale factor.</summary>
    Float8E8M0,

    /// <summary><c>F6_E2M3</c>: six bits, packed.</summary>
    Float6E2M3,

    /// <summary><c>F6_E3M2</c>: six bits, packed.</summary>
    Float6E3M2,

    /// <summary><c>F4</c>: four bits, packed.</summary>
    Float4,
}
