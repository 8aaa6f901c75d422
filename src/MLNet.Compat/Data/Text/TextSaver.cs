using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Writes a view as text. A row is written densely up to the column from where a sparse list of "index:value" is shorter, if any.
/// </summary>
internal sealed class TextSaver
{
    // A sparse item costs so many dense ones.
    private const double SparseWeight = 2.5;

    private readonly IHost _host;
    private readonly char _separator;
    private readonly bool _header;
    private readonly bool _schema;
    private readonly bool _dense;

    public TextSaver(IHostEnvironment env, char separator, bool header, bool schema, bool dense)
    {
        _host = env.Register(nameof(TextSaver));
        if (separator is not (' ' or '\t' or ',' or ';' or '|'))
            throw Contracts.ExceptUserArg("Separator", "Invalid separator - must be: space, tab, comma, semicolon, or bar");
        _separator = separator;
        _header = header;
        _schema = schema;
        _dense = dense;
    }

    public void Save(Stream stream, IDataView data, IReadOnlyList<DataViewSchema.Column> columns)
    {
        using var ch = _host.Start("Saving");
        using var writer = new StreamWriter(stream, leaveOpen: true);
        bool hasHeader = _header && columns.Any(column => column.Type is not VectorDataViewType vector || column.HasSlotNames(vector.Size));
        if (_schema)
            WriteSchema(ch, writer, columns, hasHeader);

        using var cursor = data.GetRowCursor(columns);
        var writers = columns.Select(column => FieldWriter.Create(cursor, column, _separator)).ToArray();
        var row = new WrittenTextRow(writers.Length);
        if (hasHeader)
        {
            foreach (var field in writers)
                row.Add(field.WriteHeader, "\"\"", field.SlotCount);
            Write(writer, row);
        }

        long count = 0;
        int min = int.MaxValue;
        int max = 0;
        for (; cursor.MoveNext(); count++)
        {
            row.Clear();
            foreach (var field in writers)
                row.Add(field.WriteRow, field.Default);
            min = Math.Min(min, row.Length);
            max = Math.Max(max, row.Length);
            Write(writer, row);
        }

        if (count == 0)
            ch.Warning(MessageSensitivity.None, "Wrote zero rows of data!");
        else if (min == max)
            ch.Info(MessageSensitivity.None, "Wrote {0} rows of length {1}", count, min);
        else
            ch.Info(MessageSensitivity.None, "Wrote {0} rows of lengths between {1} and {2}", count, min, max);
    }

    private void WriteSchema(IChannel ch, StreamWriter writer, IReadOnlyList<DataViewSchema.Column> columns, bool hasHeader)
    {
        writer.WriteLine("#@ TextLoader{");
        if (hasHeader)
            writer.WriteLine("#@   header+");
        writer.WriteLine($"#@   sep={SeparatorNames.Format(_separator)}");
        int start = 0;
        for (int i = 0; i < columns.Count; i++)
        {
            var type = columns[i].Type;
            var item = type.GetItemType();
            item.RawType.TryGetDataKind(out var kind);
            var range = new TextLoader.Range { Min = start };
            if (type is VectorDataViewType vector)
            {
                range.ForceVector = vector.IsKnownSize;
                range.VariableEnd = !vector.IsKnownSize;
                range.Max = vector.IsKnownSize ? start + vector.Size - 1 : null;
                if (!vector.IsKnownSize && i < columns.Count - 1)
                {
                    ch.Warning("Column '{0}' is variable length, so it must be the last, or the file will be unreadable. Consider switching to "
                        + "binary format or use xf=Choose to make '{0}' the last column.", columns[i].Name);
                }
            }

            var described = new TextLoader.Column
            {
                Name = columns[i].Name,
                DataKind = kind,
                Source = [range],
                KeyCount = item is KeyDataViewType key ? new KeyCount(key.Count) : null,
            };
            writer.WriteLine($"#@   col={TextColumnSyntax.Format(described)}");
            start += type.GetValueCount();
        }

        writer.WriteLine("#@ }");
    }

    private void Write(StreamWriter writer, WrittenTextRow row)
    {
        int sparseColumn = _dense ? row.ColumnCount : row.BestSparseColumn(SparseWeight);
        row.WriteTo(writer, _separator, sparseColumn);
        writer.WriteLine();
    }
}
