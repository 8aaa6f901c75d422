using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>Reads pairs of texts from a data view.</summary>
internal static class PairRows
{
    /// <summary>Whether a column of that type can hold the scores of pairs.</summary>
    public static bool IsScore(DataViewType type) => type.Equals(NumberDataViewType.Single);

    public static Exception NotAScore(IExceptionContext context, string column, string actual) =>
        SchemaErrors.WrongType(context, "inputSchema", "label", column, "Single (how much the texts of a pair are alike, from -1 to 1)", actual);

    /// <summary>The pairs in the order of the view, and how many rows have no score and are left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed, or a score is out of its range.</exception>
    public static (IReadOnlyList<SentencePair> Pairs, int Missing) Read(IExceptionContext context, IDataView data, string first, FineTunedEmbeddingsOptions options)
    {
        string[] names = options.HardNegativeColumnName is { } negative ? [first, options.PairColumnName!, negative] : [first, options.PairColumnName!];
        DataViewSchema.Column[] texts = [.. names.Select(name => new TextSource(name).Find(context, data.Schema))];
        var label = options.LabelColumnName is null ? null : FindScore(context, data.Schema, options.LabelColumnName);
        using var cursor = data.GetRowCursor(label is { } wanted ? texts.Append(wanted) : texts);
        ValueGetter<ReadOnlyMemory<char>>[] getters = [.. texts.Select(column => cursor.GetGetter<ReadOnlyMemory<char>>(cursor.Schema[column.Index]))];
        var score = label is { } scored ? cursor.GetGetter<float>(cursor.Schema[scored.Index]) : null;
        var (pairs, missing) = (new List<SentencePair>(), 0);
        while (cursor.MoveNext())
        {
            var value = 1f;
            score?.Invoke(ref value);
            if (float.IsNaN(value))
            {
                missing++;
                continue;
            }
            if (!(value is >= -1 and <= 1))
                throw context.Process(new ArgumentOutOfRangeException(nameof(data), value, FormattableString.Invariant($"Row {cursor.Position}: the label column '{options.LabelColumnName}' holds {value}; scores are cosines, from -1 to 1: divide scores from 0 to 5 by 5.")));
            pairs.Add(new SentencePair(Text(0), Text(1)) { Score = value, HardNegative = getters.Length > 2 && Text(2) is { Length: > 0 } hard ? hard : null });
        }
        return (pairs, missing);

        string Text(int column)
        {
            ReadOnlyMemory<char> text = default;
            getters[column](ref text);
            return text.ToString();
        }
    }

    private static DataViewSchema.Column? FindScore(IExceptionContext context, DataViewSchema schema, string name)
    {
        var column = schema.GetColumnOrNull(name) ?? throw SchemaErrors.MissingColumn(context, nameof(schema), "label", name);
        return IsScore(column.Type) ? column : throw NotAScore(context, name, column.Type.ToString()!);
    }
}
