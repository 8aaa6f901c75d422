using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>Reads the examples of a data view.</summary>
internal static class LabelledRows
{
    /// <summary>The rows that have a label, in the order of the view, and how many have none; those too, as of class -1, where they are asked for.</summary>
    public static (IReadOnlyList<ClassifiedText> Examples, int Missing) Read(
        IExceptionContext context, IDataView data, FineTuneTextClassificationOptions columns, LabelKeys keys, bool takesMissing = false)
    {
        var schema = data.Schema;
        var label = schema[columns.LabelColumnName];
        var first = schema[columns.Sentence1ColumnName];
        DataViewSchema.Column? second = columns.Sentence2ColumnName is { } name ? schema[name] : null;
        using var cursor = data.GetRowCursor(schema.Where(column => column.Index == label.Index || column.Index == first.Index || column.Index == second?.Index));
        var read = LabelKeys.Reader(cursor, cursor.Schema[label.Index]);
        var text = TextOf(cursor, first)!;
        var pair = TextOf(cursor, second);
        var examples = new List<ClassifiedText>();
        var missing = 0;
        while (cursor.MoveNext())
        {
            var key = read();
            missing += key < 0 ? 1 : 0;
            if (key >= keys.Count)
                throw context.Process(new ArgumentOutOfRangeException(nameof(data), $"Row {cursor.Position}: the label column '{label.Name}' holds the key {key + 1}, but has {keys.Count} classes."));
            if (key >= 0 || takesMissing)
                examples.Add(new ClassifiedText(text(), pair?.Invoke(), Math.Max(key, -1)));
        }
        return (examples, missing);
    }

    /// <exception cref="InvalidOperationException">There is nothing to learn.</exception>
    public static void RequireTwoClasses(IExceptionContext context, IReadOnlyList<ClassifiedText> examples, int missing, string label, LabelKeys keys)
    {
        if (examples.Count == 0)
        {
            throw context.Process(new InvalidOperationException(missing == 0
                ? "The training data has no rows."
                : $"None of the {missing} rows of the training data has a label in the column '{label}'."));
        }
        if (examples.All(example => example.Class == examples[0].Class))
            throw context.Process(new InvalidOperationException($"All {examples.Count} labelled rows of the training data have the label '{keys.Names[examples[0].Class]}' (column '{label}'); a classifier needs at least two classes."));
    }

    private static Func<string>? TextOf(DataViewRow row, DataViewSchema.Column? column)
    {
        if (column is not { } text)
            return null;
        var getter = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[text.Index]);
        ReadOnlyMemory<char> value = default;
        return () =>
        {
            getter(ref value);
            return value.ToString();
        };
    }
}
