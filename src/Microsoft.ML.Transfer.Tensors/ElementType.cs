namespace Microsoft.ML.Transfer.Tensors;

/// <summary>What the elements of a tensor are.</summary>
public enum ElementType
{
    /// <summary>32-bit IEEE 754 numbers: hidden states and parameters.</summary>
    Float32,

    /// <summary>32-bit integers: token ids, positions, sequence offsets. Never differentiated.</summary>
    Int32,
}
