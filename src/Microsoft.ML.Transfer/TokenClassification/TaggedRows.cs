using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>Reads the examples of a data view.</summary>
internal static class TaggedRows
{
    /// <summary>The classes, and the rows of training and validation data, in the order of their views.</summary>
    /// <param name="host">Where errors are told.</param>
    /// <param name="channel">Told how many labels are missing.</param>
    /// <param name="input">What is trained on.</param>
    /// <param name="validation">What is kept out; null for nothing.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="skipsMissing">Whether rows without any label are left out; else they are refused.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed, a row has not one label for each word, or a key that is none of the column's.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to learn.</exception>
    public static (LabelKeys Keys, IReadOnlyList<TaggedWords> Examples, IReadOnlyList<TaggedWords>? Validation) Read(
        IHost host, IChannel channel, IDataView input, IDataView? validation, FineTuneTokenClassificationOptions columns, bool skipsMissing = false)
    {
        var label = FindLabel(host, input.Schema, nameof(input), columns);
        columns.Source.Find(host, input.Schema);
        var keys = LabelKeys.OfWords(host, label);
        var examples = Read(host, input, columns, keys, skipsMissing);
        RequireTwoClasses(host, examples, label.Name, keys);
        var keptOut = validation is null ? null : ReadValidation(host, validation, columns, keys, skipsMissing);
        if (examples.Sum(row => row.Words.Count) - LabelledWords(examples) is var missing and > 0)
            channel.Warning(MessageSensitivity.None, FormattableString.Invariant($"{missing} words have no label in the column '{label.Name}' and are not trained on."));
        return (keys, examples, keptOut);
    }

    /// <summary>How many words have a label.</summary>
    public static int LabelledWords(IReadOnlyList<TaggedWords> rows) => rows.Sum(row => row.Labels.Count(c => c != TaggedWords.NoLabel));

    private static IReadOnlyList<TaggedWords> ReadValidation(IHost host, IDataView validation, FineTuneTokenClassificationOptions columns, LabelKeys keys, bool skipsMissing)
    {
        var label = FindLabel(host, validation.Schema, nameof(validation), columns);
        keys.RequireSame(host, LabelKeys.OfWords(host, label), label.Name);
        return Read(host, validation, columns, keys, skipsMissing);
    }

    private static DataViewSchema.Column FindLabel(IExceptionContext context, DataViewSchema schema, string parameter, FineTuneTokenClassificationOptions columns) =>
        schema.GetColumnOrNull(columns.LabelColumnName) ?? throw SchemaErrors.MissingColumn(context, parameter, "label", columns.LabelColumnName);

    private static IReadOnlyList<TaggedWords> Read(IExceptionContext context, IDataView data, FineTuneTokenClassificationOptions columns, LabelKeys keys, bool skipsMissing)
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
            if (skipsMissing && labels.Length == 0)
                continue;
            if (words.Length != labels.Length)
                throw context.Process(new ArgumentOutOfRangeException(nameof(data), $"Row {cursor.Position}: the column '{label.Name}' has {labels.Length} labels, but the column '{source.Name}' has {words.Length} words."));
            if (Array.FindIndex(labels, key => key >= keys.Count) is var word and >= 0)
                throw context.Process(new ArgumentOutOfRangeException(nameof(data), $"Row {cursor.Position}: the label column '{label.Name}' holds the key {labels[word] + 1L} for the word '{words[word]}', but has {keys.Count} classes."));
            rows.Add(new TaggedWords(words, labels));
        }
        return rows;
    }

    private static void RequireTwoClasses(IExceptionContext context, IReadOnlyList<TaggedWords> rows, string label, LabelKeys keys)
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
