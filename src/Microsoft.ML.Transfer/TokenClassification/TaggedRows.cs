using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>Reads the examples of a data view.</summary>
internal static class TaggedRows
{
    /// <summary>The rows, in the order of the view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A row has not one label for each word, or a key that is none of the column's.</exception>
    public static IReadOnlyList<TaggedWords> Read(IExceptionContext context, IDataView data, FineTuneTokenClassificationOptions columns, LabelKeys keys)
    {
        var label = data.Schema[columns.LabelColumnName];
        var source = columns.Source.Find(context, data.Schema);
        using var cursor = data.GetRowCursor(data.Schema.Where(column => column.Index == label.Index || column.Index == source.Index));
        var readLabels = LabelKeys.WordReader(cursor, cursor.Schema[label.Index]);
        var readWords = Words(cursor, cursor.Schema[source.Index]);
        var rows = new List<TaggedWords>();
        while (cursor.MoveNext())
        {
            var (words, labels) = (readWords(), readLabels());
            if (words.Length != labels.Length)
                throw context.Process(new ArgumentOutOfRangeException(nameof(data), $"Row {cursor.Position}: the column '{label.Name}' has {labels.Length} labels, but the column '{source.Name}' has {words.Length} words."));
            if (Array.FindIndex(labels, key => key >= keys.Count) is var word and >= 0)
                throw context.Process(new ArgumentOutOfRangeException(nameof(data), $"Row {cursor.Position}: the label column '{label.Name}' holds the key {labels[word] + 1L} for the word '{words[word]}', but has {keys.Count} classes."));
            rows.Add(new TaggedWords(words, labels));
        }
        return rows;
    }

    /// <exception cref="InvalidOperationException">There is nothing to learn.</exception>
    public static void RequireTwoClasses(IExceptionContext context, IReadOnlyList<TaggedWords> rows, string label, LabelKeys keys)
    {
        if (rows.Count == 0)
            throw context.Process(new InvalidOperationException("The training data has no rows."));
        var classes = rows.SelectMany(row => row.Labels).Where(c => c != TaggedWords.NoLabel).Distinct().Take(2).ToList();
        if (classes.Count == 0)
            throw context.Process(new InvalidOperationException($"None of the words of the {rows.Count} rows of the training data has a label in the column '{label}'."));
        if (classes.Count == 1)
            throw context.Process(new InvalidOperationException($"All labelled words of the training data have the label '{keys.Names[classes[0]]}' (column '{label}'); a classifier needs at least two classes."));
    }

    private static Func<string[]> Words(DataViewRow row, DataViewSchema.Column column)
    {
        if (!TextSource.IsVector(column))
        {
            var getText = row.GetGetter<ReadOnlyMemory<char>>(column);
            ReadOnlyMemory<char> text = default;
            return () =>
            {
                getText(ref text);
                return WordColumn.Split(text);
            };
        }
        var getWords = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        VBuffer<ReadOnlyMemory<char>> words = default;
        return () =>
        {
            getWords(ref words);
            return [.. words.DenseValues().Select(word => word.ToString())];
        };
    }
}
