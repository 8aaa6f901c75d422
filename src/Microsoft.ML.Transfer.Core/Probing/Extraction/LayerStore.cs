using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// The vectors that the layers of an encoder gave to words, spans or texts: computed in one pass, kept in memory or in a temporary file, and read layer by layer. Safe to read from
/// several threads.
/// </summary>
public sealed class LayerStore : IDisposable
{
    private readonly ILayerMemory _memory;

    private LayerStore(ILayerMemory memory, IReadOnlyList<int> layers, int rows, int columns) => (_memory, Layers, Rows, Columns) = (memory, layers, rows, columns);

    /// <summary>The layers: 0 is the embeddings.</summary>
    public IReadOnlyList<int> Layers { get; }

    /// <summary>How many vectors a layer has.</summary>
    public int Rows { get; }

    /// <summary>Their dimension.</summary>
    public int Columns { get; }

    /// <summary>Whether the vectors are kept in a file.</summary>
    public bool IsOnDisk => _memory is FileLayers;

    /// <summary>The rows, ascending, of what left no token, such as an empty word: all of their numbers are 0.</summary>
    public IReadOnlyList<int> RowsWithoutVector { get; internal set; } = [];

    /// <summary>Takes over vectors of any origin.</summary>
    /// <param name="layers">A matrix for each layer, 0, 1, 2, …, all of the same shape; the numbers are not copied.</param>
    /// <exception cref="ArgumentException">There is no layer, or they differ in shape.</exception>
    public static LayerStore Of(params IReadOnlyList<ProbeMatrix> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0)
            throw new ArgumentException("At least one layer must be given.", nameof(layers));
        var (rows, columns) = (layers[0].Rows, layers[0].Columns);
        for (var i = 1; i < layers.Count; i++)
        {
            if (layers[i].Rows != rows || layers[i].Columns != columns)
                throw new ArgumentException($"Layer 0 has {rows} rows × {columns} columns, but layer {i} has {layers[i].Rows} × {layers[i].Columns}; all must have the same.", nameof(layers));
        }
        var values = layers.Select(layer => MemoryMarshal.AsMemory(layer.Values)).ToArray();
        return new LayerStore(new ArrayLayers(values, columns), [.. Enumerable.Range(0, layers.Count)], rows, columns);
    }

    /// <summary>A store of zeros, in memory where the budget allows it.</summary>
    internal static LayerStore Create(IReadOnlyList<int> layers, int rows, int columns, ExtractionOptions options)
    {
        if ((long)rows * columns > Array.MaxLength)
            throw new ArgumentException($"{rows} vectors of {columns} numbers are more than a layer can have; at most {Array.MaxLength / columns} vectors.", nameof(rows));
        var fits = (long)layers.Count * rows * columns * sizeof(float) <= options.MemoryBudget;
        ILayerMemory memory = fits || rows == 0
            ? ArrayLayers.Create(layers.Count, rows, columns)
            : new FileLayers(layers.Count, rows, columns, options.Precision, options.Folder ?? Path.GetTempPath());
        return new LayerStore(memory, layers, rows, columns);
    }

    /// <summary>All vectors of a layer.</summary>
    /// <param name="layer">The layer, one of <see cref="Layers"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The layer is not kept.</exception>
    public ProbeMatrix Read(int layer) => new(_memory.Read(PlaceOf(layer)), Rows, Columns);

    /// <summary>Some vectors of a layer, copied, in the order in which they are named.</summary>
    /// <param name="layer">The layer, one of <see cref="Layers"/>.</param>
    /// <param name="rows">Which vectors, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The layer is not kept, or there is no such row.</exception>
    public ProbeMatrix Read(int layer, ReadOnlySpan<int> rows)
    {
        var values = new float[checked(rows.Length * Columns)];
        Fill(PlaceOf(layer), rows, values);
        return new ProbeMatrix(values, rows.Length, Columns);
    }

    /// <summary>Vectors of a layer where they are in memory, else in a buffer: valid until it holds something else.</summary>
    /// <param name="layer">The layer, one of <see cref="Layers"/>.</param>
    /// <param name="rows">Which vectors; all when null.</param>
    /// <param name="buffer">Room for them.</param>
    internal ProbeMatrix Read(int layer, int[]? rows, RowBuffer buffer)
    {
        if (rows is null && !IsOnDisk)
            return Read(layer);
        var values = buffer.Take(rows?.Length ?? Rows, Columns);
        if (rows is null)
            _memory.Read(PlaceOf(layer), firstRow: 0, values.Span);
        else
            Fill(PlaceOf(layer), rows, values.Span);
        return new ProbeMatrix(values, values.Length / Columns, Columns);
    }

    /// <summary>Frees the memory and deletes the file.</summary>
    public void Dispose() => _memory.Dispose();

    /// <summary>Writes consecutive rows of a layer.</summary>
    /// <param name="place">The place of the layer among <see cref="Layers"/>.</param>
    /// <param name="firstRow">The first of the rows.</param>
    /// <param name="values"><i>Shape:</i> [rows, columns].</param>
    internal void Write(int place, int firstRow, ReadOnlySpan<float> values) => _memory.Write(place, firstRow, values);

    private void Fill(int place, ReadOnlySpan<int> rows, Span<float> values)
    {
        for (var i = 0; i < rows.Length;)
        {
            // Rows that follow each other are read together.
            var end = i + 1;
            while (end < rows.Length && rows[end] == rows[end - 1] + 1)
                end++;
            ArgumentOutOfRangeException.ThrowIfNegative(rows[i], nameof(rows));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rows[end - 1], Rows, nameof(rows));
            _memory.Read(place, rows[i], values.Slice(i * Columns, (end - i) * Columns));
            i = end;
        }
    }

    private int PlaceOf(int layer)
    {
        for (var i = 0; i < Layers.Count; i++)
        {
            if (Layers[i] == layer)
                return i;
        }
        throw new ArgumentOutOfRangeException(nameof(layer), layer, $"The layers that are kept are {string.Join(", ", Layers)}.");
    }
}
