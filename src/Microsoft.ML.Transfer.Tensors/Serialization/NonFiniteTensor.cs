namespace Microsoft.ML.Transfer.Tensors.Serialization;

/// <summary>A tensor that holds NaN or infinite values.</summary>
/// <param name="Name">The tensor.</param>
/// <param name="FirstIndex">The row-major index of the first such value; for a complex type, of the number that has such a part.</param>
/// <param name="Count">How many such values it holds; for a complex type, how many such parts.</param>
public sealed record NonFiniteTensor(string Name, long FirstIndex, long Count);
