using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>Label columns of numbers.</summary>
internal static class RegressionTargets
{
    private const string Expected = "Single (use Conversion.ConvertType)";

    /// <summary>A column of floats.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing, or not of floats.</exception>
    public static DataViewSchema.Column Find(IExceptionContext context, DataViewSchema schema, string role, string name)
    {
        var column = schema.GetColumnOrNull(name) ?? throw SchemaErrors.MissingColumn(context, "data", role, name);
        return Require(context, column, role);
    }

    /// <summary>The column, where it is of floats.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not of floats.</exception>
    public static DataViewSchema.Column Require(IExceptionContext context, DataViewSchema.Column column, string role) => column.Type == NumberDataViewType.Single
        ? column
        : throw SchemaErrors.WrongType(context, "inputSchema", role, column.Name, Expected, column.Type.ToString()!);

    /// <summary>The shape of a pipeline after the stage.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed.</exception>
    public static SchemaShape AddScore(IExceptionContext context, SchemaShape input, FineTuneTextRegressionOptions columns)
    {
        var label = SequenceColumns.RequireLabel(context, input, columns);
        if (label.IsKey || label.Kind != SchemaShape.Column.VectorKind.Scalar || label.ItemType != NumberDataViewType.Single)
            throw SchemaErrors.WrongType(context, "inputSchema", "label", label.Name, Expected, VectorColumnShape.TypeOf(label));
        var definition = SchemaDefinition.Create(typeof(Added));
        definition[nameof(Added.Score)].ColumnName = columns.ScoreColumnName;
        return SequenceColumns.Add<Added>(input, definition);
    }

    /// <summary>The column of the predicted numbers.</summary>
    public static AddedColumn<float[]> Score(string name)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        ScoreAnnotations.Add(annotations, "Regression", "Score");
        return AddedColumn<float[]>.Scalar(name, NumberDataViewType.Single, annotations.ToAnnotations(), scores => scores[0]);
    }

    /// <summary>The rows of training and validation data, in the order of their views.</summary>
    /// <param name="context">Where errors are told.</param>
    /// <param name="input">What is trained on.</param>
    /// <param name="validation">What is kept out; null for nothing.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="skipsMissing">Whether rows without a number are left out; else they are refused.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed, or a label is no finite number.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to learn.</exception>
    public static (IReadOnlyList<ScoredText> Examples, IReadOnlyList<ScoredText>? Validation) Read(
        IExceptionContext context, IDataView input, IDataView? validation, FineTuneTextRegressionOptions columns, bool skipsMissing = false)
    {
        var label = Require(context, SequenceColumns.FindLabel(context, input.Schema, nameof(input), columns), "label");
        if (validation is not null)
            Require(context, SequenceColumns.FindLabel(context, validation.Schema, nameof(validation), columns), "label");
        var examples = Read(context, input, columns, skipsMissing);
        if (examples.Count == 0)
            throw context.Process(new InvalidOperationException(skipsMissing ? $"No row of the training data has a label in the column '{label.Name}'." : "The training data has no rows."));
        if (examples.All(example => example.Target.Equals(examples[0].Target)))
            throw context.Process(new InvalidOperationException(FormattableString.Invariant($"All {examples.Count} rows of the training data have the label {examples[0].Target} (column '{label.Name}'); there is nothing to learn.")));
        return (examples, validation is null ? null : Read(context, validation, columns, skipsMissing));
    }

    private static IReadOnlyList<ScoredText> Read(IExceptionContext context, IDataView data, FineTuneTextRegressionOptions columns, bool skipsMissing) =>
        SequenceRows.Read<ScoredText>(data, columns, (row, label) =>
        {
            var getter = row.GetGetter<float>(label);
            var target = 0f;
            return (text, pair) =>
            {
                getter(ref target);
                if (skipsMissing && float.IsNaN(target))
                    return null;
                return float.IsFinite(target)
                    ? new ScoredText(text, pair, target)
                    : throw SequenceRows.BadLabel(context, row, label, FormattableString.Invariant($"{target}; targets are finite numbers (filter such rows with FilterRowsByMissingValues)"));
            };
        }).Examples;

    private sealed class Added
    {
        public float Score { get; set; }
    }
}
