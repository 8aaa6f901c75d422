namespace Microsoft.ML.Transfer.Integration;

/// <summary>The texts in the source columns of some rows. A source holds one text a row, or, where it is a vector, any number.</summary>
internal readonly ref struct RowTexts
{
    private readonly int _sources;
    private readonly ReadOnlySpan<int> _ends;

    /// <summary>Rows whose sources all hold one text.</summary>
    /// <param name="all">The texts of the first row's sources, then those of the second row's, and so on.</param>
    /// <param name="sources">The number of sources.</param>
    public RowTexts(ReadOnlySpan<ReadOnlyMemory<char>> all, int sources)
    {
        All = all;
        _sources = sources;
        RowCount = all.Length / sources;
    }

    /// <summary>Rows of which a source may hold any number of texts.</summary>
    /// <param name="all">The texts of the first source of the first row, then those of its second, and so on, then those of the second row.</param>
    /// <param name="ends">Where in <paramref name="all"/> those of each source of each row end.</param>
    /// <param name="sources">The number of sources.</param>
    public RowTexts(ReadOnlySpan<ReadOnlyMemory<char>> all, ReadOnlySpan<int> ends, int sources)
    {
        All = all;
        _ends = ends;
        _sources = sources;
        RowCount = ends.Length / sources;
    }

    /// <summary>The number of rows.</summary>
    public int RowCount { get; }

    /// <summary>All texts: row by row, and in a row source by source.</summary>
    public ReadOnlySpan<ReadOnlyMemory<char>> All { get; }

    /// <summary>The texts of a source in a row.</summary>
    public ReadOnlySpan<ReadOnlyMemory<char>> this[int row, int source]
    {
        get
        {
            var index = (row * _sources) + source;
            if (_ends.IsEmpty)
                return All.Slice(index, 1);
            var start = index == 0 ? 0 : _ends[index - 1];
            return All[start.._ends[index]];
        }
    }
}
