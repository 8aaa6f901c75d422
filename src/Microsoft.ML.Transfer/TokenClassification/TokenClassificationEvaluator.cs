using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer;

/// <summary>Reads labels and predictions of words from a data view, as keys or as texts, and compares them.</summary>
internal static class TokenClassificationEvaluator
{
    public static TokenClassificationMetrics Evaluate(IDataView data, string labelColumn, string predictedColumn)
    {
        var (label, predicted) = (Find(data.Schema, labelColumn, "label"), Find(data.Schema, predictedColumn, "predicted label"));
        var classes = new ClassNumbers();
        List<(IReadOnlyList<int> Expected, IReadOnlyList<int> Predicted)> rows = [];
        using (var cursor = data.GetRowCursor(data.Schema.Where(column => column.Index == label.Index || column.Index == predicted.Index)))
        {
            var (readLabels, readPredictions) = (Reader(cursor, cursor.Schema[label.Index], classes), Reader(cursor, cursor.Schema[predicted.Index], classes));
            while (cursor.MoveNext())
            {
                var (expected, given) = (readLabels(), readPredictions());
                if (expected.Length != given.Length)
                    throw new ArgumentOutOfRangeException(nameof(data), $"Row {cursor.Position}: the column '{label.Name}' has {expected.Length} labels, but the column '{predicted.Name}' has {given.Length}.");
                if (expected.Zip(given).Any(pair => pair.First != TaggedWords.NoLabel && pair.Second == TaggedWords.NoLabel))
                    throw new ArgumentOutOfRangeException(nameof(data), $"Row {cursor.Position}: the column '{predicted.Name}' lacks a value for a word that has a label.");
                // What was predicted where no label is does not count, and may be missing as well.
                rows.Add((expected, [.. given.Select(c => Math.Max(c, 0))]));
            }
        }
        return TokenClassificationMetrics.Compute(classes.Names, rows);
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, string name, string role)
    {
        var column = schema.GetColumnOrNull(name) ?? throw new ArgumentOutOfRangeException(nameof(schema), $"Could not find {role} column '{name}'");
        return column.Type is VectorDataViewType { ItemType: KeyDataViewType or TextDataViewType }
            ? column
            : throw new ArgumentOutOfRangeException(nameof(schema), $"Schema mismatch for {role} column '{name}': expected vector of key type or of {TextDataViewType.Instance}, got {column.Type}");
    }

    private static Func<int[]> Reader(DataViewRow row, DataViewSchema.Column column, ClassNumbers classes)
    {
        if (column.Type is VectorDataViewType { ItemType: KeyDataViewType key })
        {
            var numbers = LabelKeys.NamesOf(column, key).Select(classes.Of).ToArray();
            var read = LabelKeys.WordReader(row, column);
            return () => Array.ConvertAll(read(), c => c < 0 ? TaggedWords.NoLabel : numbers[c]);
        }
        var getTexts = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        VBuffer<ReadOnlyMemory<char>> texts = default;
        return () =>
        {
            getTexts(ref texts);
            return [.. texts.DenseValues().Select(text => text.IsEmpty ? TaggedWords.NoLabel : classes.Of(text.ToString()))];
        };
    }

    /// <summary>Numbers names in the order in which they come.</summary>
    private sealed class ClassNumbers
    {
        private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

        public IReadOnlyList<string> Names => [.. _numbers.OrderBy(pair => pair.Value).Select(pair => pair.Key)];

        public int Of(string name)
        {
            if (!_numbers.TryGetValue(name, out var number))
                _numbers.Add(name, number = _numbers.Count);
            return number;
        }
    }
}
