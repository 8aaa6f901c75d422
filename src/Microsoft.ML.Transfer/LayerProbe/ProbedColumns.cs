using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer;

/// <summary>Reads what is to be probed from a data view.</summary>
internal static class ProbedColumns
{
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed, or a row has not one label for each word.</exception>
    public static ProbeData Read(IExceptionContext context, IDataView data, LayerProbeOptions options)
    {
        var schema = data.Schema;
        var label = schema.GetColumnOrNull(options.LabelColumnName) ?? throw SchemaErrors.MissingColumn(context, nameof(data), "label", options.LabelColumnName);
        var ofWords = label.Type is VectorDataViewType;
        if (((label.Type as VectorDataViewType)?.ItemType ?? label.Type) is not (KeyDataViewType or TextDataViewType))
            throw WrongLabel(context, label.Name, label.Type.ToString()!);
        var text = new TextSource(options.TextColumnName, TakesVectors: ofWords).Find(context, schema);
        var group = options.GroupColumnName is { } name ? new TextSource(name).Find(context, schema) : (DataViewSchema.Column?)null;
        var task = options.Task ?? label.Name;

        using var cursor = data.GetRowCursor(schema.Where(column => column.Index == label.Index || column.Index == text.Index || column.Index == group?.Index));
        var labels = Strings(cursor, label);
        var texts = Strings(cursor, text);
        var groupOf = group is { } owner ? Strings(cursor, owner) : null;
        var groups = new List<string>();
        var rows = new List<(string?[] Texts, string?[] Labels)>();
        while (cursor.MoveNext())
        {
            var row = (Texts: texts(), Labels: labels());
            if (ofWords && text.Type is not VectorDataViewType)
                row.Texts = WordColumn.Split((row.Texts[0] ?? "").AsMemory());
            if (row.Texts.Length != row.Labels.Length)
                throw context.Process(new ArgumentOutOfRangeException(nameof(data), $"Row {cursor.Position}: the column '{label.Name}' has {row.Labels.Length} labels, but the column '{text.Name}' has {row.Texts.Length} words."));
            rows.Add(row);
            if (groupOf is not null)
                groups.Add(groupOf()[0] ?? "");
        }
        return ofWords
            ? ProbeData.OfWords(task, rows.Select(row => ((IReadOnlyList<string>)Array.ConvertAll(row.Texts, word => word ?? ""), (IReadOnlyList<string?>)row.Labels)), group is null ? null : groups)
            : ProbeData.OfTexts(task, rows.Select(row => (row.Texts[0] ?? "", row.Labels[0])), group is null ? null : groups);
    }

    public static Exception WrongLabel(IExceptionContext context, string column, string actual) =>
        SchemaErrors.WrongType(context, "inputSchema", "label", column, "key type or text, or a vector of them", actual);

    /// <summary>Reads the values of a row; null for one that is missing.</summary>
    private static Func<string?[]> Strings(DataViewRow row, DataViewSchema.Column column)
    {
        var here = row.Schema[column.Index];
        return column.Type switch
        {
            VectorDataViewType { ItemType: KeyDataViewType key } => Keys(LabelKeys.NamesOf(column, key), LabelKeys.WordReader(row, here)),
            KeyDataViewType key => Keys(LabelKeys.NamesOf(column, key), LabelKeys.Reader(row, here)),
            VectorDataViewType => Texts(row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(here)),
            _ => Texts(row.GetGetter<ReadOnlyMemory<char>>(here)),
        };
    }

    private static Func<string?[]> Keys(IReadOnlyList<string> names, Func<int[]> read) => () => Array.ConvertAll(read(), number => number < 0 ? null : names[number]);

    private static Func<string?[]> Keys(IReadOnlyList<string> names, Func<int> read) => () => [read() is var number and >= 0 ? names[number] : null];

    private static Func<string?[]> Texts(ValueGetter<VBuffer<ReadOnlyMemory<char>>> get)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        return () =>
        {
            get(ref values);
            return [.. values.DenseValues().Select(Text)];
        };
    }

    private static Func<string?[]> Texts(ValueGetter<ReadOnlyMemory<char>> get)
    {
        ReadOnlyMemory<char> value = default;
        return () =>
        {
            get(ref value);
            return [Text(value)];
        };
    }

    private static string? Text(ReadOnlyMemory<char> value) => value.IsEmpty ? null : value.ToString();
}
