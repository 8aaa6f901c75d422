namespace Microsoft.ML.Transfer.Tensors;

/// <summary>Where a tensor lives and is computed on: a value that is passed in, never an ambient setting.</summary>
/// <param name="Kind">The kind of device, such as <c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Index">Which one of its kind, from 0.</param>
public readonly record struct Device(string Kind, int Index)
{
    /// <summary>The processor.</summary>
    public static Device Cpu { get; } = new("cpu", 0);

    /// <summary>The kind, and the index where it is not 0: <c>cpu</c>, <c>cuda:1</c>.</summary>
    public override string ToString() => Index == 0 ? Kind : $"{Kind}:{Index.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
}
