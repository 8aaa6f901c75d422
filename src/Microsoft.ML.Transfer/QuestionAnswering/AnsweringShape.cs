using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>The shape of a pipeline after answers are found: see <see cref="VectorColumnShape"/> for why it goes by way of a custom mapping that never runs.</summary>
internal static class AnsweringShape
{
    // A shape says that a size is known, not which it is.
    private const int AnySize = 1;

    /// <summary>The <paramref name="input"/> with the columns of the answers and their probabilities added.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed.</exception>
    public static SchemaShape Add(IExceptionContext context, TransformsCatalog catalog, SchemaShape input, FineTuneQuestionAnsweringOptions columns)
    {
        foreach (var name in new[] { columns.QuestionColumnName, columns.ContextColumnName, columns.TrainingAnswerColumnName })
            new TextSource(name).Require(context, input);
        if (columns.AnswerIndexColumnName is { } index)
            RequireIndex(context, input, index);

        var definition = SchemaDefinition.Create(typeof(Added));
        var answer = definition[nameof(Added.Answer)];
        answer.ColumnName = columns.PredictedAnswerColumnName;
        answer.ColumnType = new VectorDataViewType(TextDataViewType.Instance, AnySize);
        var score = definition[nameof(Added.Score)];
        score.ColumnName = columns.ScoreColumnName;
        score.ColumnType = new VectorDataViewType(NumberDataViewType.Single, AnySize);
        return catalog.CustomMapping<Nothing, Added>((_, _) => { }, contractName: null, outputSchemaDefinition: definition).GetOutputSchema(input);
    }

    private static void RequireIndex(IExceptionContext context, SchemaShape input, string name)
    {
        var column = input.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal));
        if (column.Name is null)
            throw SchemaErrors.MissingColumn(context, "inputSchema", "answer index", name);
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.IsKey || !column.ItemType.Equals(NumberDataViewType.Int32))
            throw SchemaErrors.WrongType(context, "inputSchema", "answer index", name, NumberDataViewType.Int32.ToString(), VectorColumnShape.TypeOf(column));
    }

    private sealed class Nothing;

    private sealed class Added
    {
        public VBuffer<ReadOnlyMemory<char>> Answer { get; set; }

        public VBuffer<float> Score { get; set; }
    }
}
