using System.Text;

namespace Microsoft.ML.Data;

/// <summary>The fields of a row to write: those that differ from the default of their column.</summary>
internal sealed class WrittenTextRow
{
    private readonly List<(int Index, string Text)> _fields = [];
    private readonly List<string> _defaults = [];
    private readonly int[] _columnEnds;
    private readonly int[] _fieldEnds;

    public WrittenTextRow(int columnCount)
    {
        _columnEnds = new int[columnCount];
        _fieldEnds = new int[columnCount];
    }

    public int ColumnCount => _columnEnds.Length;

    public int Length => _defaults.Count == 0 ? 0 : _columnEnds[_defaults.Count - 1];

    public void Clear()
    {
        _fields.Clear();
        _defaults.Clear();
    }

    /// <summary>Adds a column: its fields by slot, through a callback, and its default.</summary>
    public void Add(Func<Action<int, StringBuilder>, int> write, string defaultText)
    {
        int start = Length;
        int length = write((slot, text) =>
        {
            if (!text.Equals(defaultText))
                _fields.Add((start + slot, text.ToString()));
        });
        End(start + length, defaultText);
    }

    /// <summary>Adds the header of a column.</summary>
    public void Add(Action<Action<int, StringBuilder>> write, string defaultText, int length)
    {
        int start = Length;
        write((slot, text) => _fields.Add((start + slot, text.ToString())));
        End(start + length, defaultText);
    }

    /// <summary>The column from which on the row is best written sparsely; the column count for none.</summary>
    public int BestSparseColumn(double sparseWeight)
    {
        int best = 0;
        double bestScore = sparseWeight * _fields.Count;
        for (int column = 1; column <= ColumnCount; column++)
        {
            double score = _columnEnds[column - 1] + sparseWeight * (_fields.Count - _fieldEnds[column - 1]);
            if (score < bestScore)
                (best, bestScore) = (column, score);
        }

        int dense = best == 0 ? 0 : _columnEnds[best - 1];
        int sparse = Length - dense;
        return sparse < 5 || sparse < dense / 5 ? ColumnCount : best;
    }

    public void WriteTo(TextWriter writer, char separator, int sparseColumn)
    {
        int dense = sparseColumn == 0 ? 0 : _columnEnds[sparseColumn - 1];
        int field = 0;
        int column = 0;
        for (int index = 0; index < dense; index++)
        {
            if (index > 0)
                writer.Write(separator);
            while (index >= _columnEnds[column])
                column++;
            bool given = field < _fields.Count && _fields[field].Index == index;
            writer.Write(given ? _fields[field++].Text : _defaults[column]);
        }

        if (sparseColumn >= ColumnCount)
            return;
        if (dense > 0)
            writer.Write(separator);
        writer.Write(Length - dense);
        if (field == _fields.Count)
        {
            writer.Write($"{separator}0:{_defaults[sparseColumn]}");
            return;
        }

        for (; field < _fields.Count; field++)
            writer.Write($"{separator}{_fields[field].Index - dense}:{_fields[field].Text}");
    }

    private void End(int end, string defaultText)
    {
        _columnEnds[_defaults.Count] = end;
        _fieldEnds[_defaults.Count] = _fields.Count;
        _defaults.Add(defaultText);
    }
}
