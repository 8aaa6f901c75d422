namespace Microsoft.ML.Transfer.Probing;

/// <summary>Where the vectors of layers are kept. Different rows may be written, and any read, by several threads at once.</summary>
internal interface ILayerMemory : IDisposable
{
    /// <summary>Writes consecutive rows of a layer.</summary>
    /// <param name="layer">The place of the layer among those that are kept.</param>
    /// <param name="firstRow">The first of the rows.</param>
    /// <param name="values"><i>Shape:</i> [rows, columns].</param>
    void Write(int layer, int firstRow, ReadOnlySpan<float> values);

    /// <summary>All rows of a layer.</summary>
    ReadOnlyMemory<float> Read(int layer);

    /// <summary>Reads consecutive rows of a layer.</summary>
    /// <param name="layer">The place of the layer among those that are kept.</param>
    /// <param name="firstRow">The first of the rows.</param>
    /// <param name="destination"><i>Shape:</i> [rows, columns].</param>
    void Read(int layer, int firstRow, Span<float> destination);
}
