using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>Reads the examples of a data view.</summary>
internal static class SequenceRows
{
    /// <summary>The rows that have a label, in the order of the view, and how many have none.</summary>
    /// <typeparam name="TExample">What a row becomes.</typeparam>
    /// <param name="data">The rows.</param>
    /// <param name="columns">The columns, which are there and of the right types.</param>
    /// <param name="readerOf">From the cursor and the label column to what gives the example of the present row for its texts; null where the row has no label.</param>
    public static (IReadOnlyList<TExample> Examples, int Missing) Read<TExample>(
        IDataView data, FineTuneSequenceOptions columns, Func<DataViewRow, DataViewSchema.Column, Func<string, string?, TExample?>> readerOf)
        where TExample : class
    {
        var schema = data.Schema;
        var label = schema[columns.LabelColumnName];
        DataViewSchema.Column[] texts = [.. SequenceColumns.Sources(columns).Select(source => schema[source.Name])];
        using var cursor = data.GetRowCursor(schema.Where(column => column.Index == label.Index || texts.Any(text => text.Index == column.Index)));
        var read = readerOf(cursor, cursor.Schema[label.Index]);
        var first = TextOf(cursor, texts[0]);
        var second = texts.Length > 1 ? TextOf(cursor, texts[1]) : null;
        var examples = new List<TExample>();
        var missing = 0;
        while (cursor.MoveNext())
        {
            if (read(first(), second?.Invoke()) is { } example)
                examples.Add(example);
            else
                missing++;
        }
        return (examples, missing);
    }

    /// <summary>What went wrong in the label of the row at hand.</summary>
    public static Exception BadLabel(IExceptionContext context, DataViewRow row, DataViewSchema.Column label, string problem) =>
        context.Process(new ArgumentOutOfRangeException(nameof(row), $"Row {row.Position}: the label column '{label.Name}' holds {problem}."));

    private static Func<string> TextOf(DataViewRow row, DataViewSchema.Column text)
    {
        var getter = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[text.Index]);
        ReadOnlyMemory<char> value = default;
        return () =>
        {
            getter(ref value);
            return value.ToString();
        };
    }
}
