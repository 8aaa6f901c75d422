namespace Microsoft.ML.Transfer.Probing;

/// <summary>Layers in memory, an array each.</summary>
/// <param name="layers">For each layer, its rows one after the other.</param>
/// <param name="columns">The length of a row.</param>
internal sealed class ArrayLayers(Memory<float>[] layers, int columns) : ILayerMemory
{
    /// <summary>Layers of zeros.</summary>
    public static ArrayLayers Create(int layers, int rows, int columns) =>
        new([.. Enumerable.Range(0, layers).Select(_ => new float[checked(rows * columns)].AsMemory())], columns);

    public void Write(int layer, int firstRow, ReadOnlySpan<float> values) => values.CopyTo(layers[layer].Span[(firstRow * columns)..]);

    public ReadOnlyMemory<float> Read(int layer) => layers[layer];

    public void Read(int layer, int firstRow, Span<float> destination) => layers[layer].Span.Slice(firstRow * columns, destination.Length).CopyTo(destination);

    public void Dispose()
    {
    }
}
