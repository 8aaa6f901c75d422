using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>Gathers texts, source by source and row by row, into <see cref="RowTexts"/>; used again and again.</summary>
/// <param name="sources">The number of sources.</param>
internal sealed class SourceTexts(int sources)
{
    private readonly List<ReadOnlyMemory<char>> _texts = [];
    private readonly List<int> _ends = [];

    /// <summary>What was added since <see cref="Clear"/>.</summary>
    public RowTexts Rows => new(CollectionsMarshal.AsSpan(_texts), CollectionsMarshal.AsSpan(_ends), sources);

    public void Clear()
    {
        _texts.Clear();
        _ends.Clear();
    }

    /// <summary>Adds the next source, which holds one text.</summary>
    public void Add(ReadOnlyMemory<char> text)
    {
        _texts.Add(text);
        _ends.Add(_texts.Count);
    }

    /// <summary>Adds the next source, which holds a vector of texts; one that a sparse vector leaves out is empty.</summary>
    public void Add(in VBuffer<ReadOnlyMemory<char>> texts)
    {
        foreach (var text in texts.DenseValues())
            _texts.Add(text);
        _ends.Add(_texts.Count);
    }
}
