using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>Reads the examples of a data view.</summary>
internal static class AnsweredRows
{
    /// <summary>All rows, in the order of the view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed, or a row is no example.</exception>
    public static IReadOnlyList<AnsweredQuestion> Read(IExceptionContext context, IDataView data, FineTuneQuestionAnsweringOptions columns)
    {
        DataViewSchema.Column[] texts =
        [
            .. new[] { columns.QuestionColumnName, columns.ContextColumnName, columns.TrainingAnswerColumnName }.Select(name => new TextSource(name).Find(context, data.Schema)),
        ];
        var index = columns.AnswerIndexColumnName is { } indexName ? Find(context, data.Schema, indexName) : (DataViewSchema.Column?)null;
        using var cursor = data.GetRowCursor(data.Schema.Where(column => column.Index == index?.Index || Array.Exists(texts, text => text.Index == column.Index)));
        var (question, passage, answer) = (TextOf(cursor, texts[0]), TextOf(cursor, texts[1]), TextOf(cursor, texts[2]));
        var placeOf = index is { } place ? cursor.GetGetter<int>(cursor.Schema[place.Index]) : null;
        var examples = new List<AnsweredQuestion>();
        while (cursor.MoveNext())
        {
            int? start = null;
            if (placeOf is not null)
            {
                var value = 0;
                placeOf(ref value);
                start = value;
            }
            var example = new AnsweredQuestion(question(), passage(), answer(), start);
            if (example.FindProblem() is { } problem)
                throw context.Process(new ArgumentOutOfRangeException(nameof(data), $"Row {cursor.Position}: {problem}"));
            examples.Add(example);
        }
        return examples;
    }

    private static DataViewSchema.Column Find(IExceptionContext context, DataViewSchema schema, string name)
    {
        var column = schema.GetColumnOrNull(name) ?? throw SchemaErrors.MissingColumn(context, nameof(schema), "answer index", name);
        return column.Type.Equals(NumberDataViewType.Int32)
            ? column
            : throw SchemaErrors.WrongType(context, nameof(schema), "answer index", name, NumberDataViewType.Int32.ToString(), column.Type.ToString()!);
    }

    private static Func<string> TextOf(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[column.Index]);
        ReadOnlyMemory<char> value = default;
        return () =>
        {
            getter(ref value);
            return value.ToString();
        };
    }
}
