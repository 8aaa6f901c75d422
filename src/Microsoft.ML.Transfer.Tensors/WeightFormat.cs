namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// The numbers that the weights of linear layers are kept in. All arithmetic on activations stays in single precision; what changes is the memory
/// of the weights, the speed, and for <see cref="Int8"/> and the rounded formats the results.
/// </summary>
public enum WeightFormat
{
    /// <summary>4 bytes a weight: the numbers of the checkpoint.</summary>
    Float32,

    /// <summary>
    /// 2 bytes a weight, widened as they are multiplied by: the very results of <see cref="Float32"/> for a checkpoint that is stored so, rounded weights (11 bits) for others.
    /// </summary>
    Float16,

    /// <summary>The same with 8 bits of precision and the range of single precision.</summary>
    BFloat16,

    /// <summary>
    /// 1 byte a weight with a scale for each output; activations are rounded to 8 bits as well, with a scale for each token, and multiplied as integers. Results differ
    /// from those of <see cref="Float32"/> by about a hundredth. Faster where the processor multiplies 8-bit integers (AVX-VNNI), and not slower
    /// than <see cref="Float32"/> by much where it does not.
    /// </summary>
    Int8,
}
