using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>The shape of a pipeline after a classifier of texts: see <see cref="VectorColumnShape"/> for why it goes by way of a custom mapping that never runs.</summary>
internal static class ClassificationShape
{
    // A shape says that a size is known, not which it is.
    private const int AnySize = 1;

    /// <summary>The <paramref name="input"/> with the columns of the predicted label and the probabilities added.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed.</exception>
    public static SchemaShape Add(IExceptionContext context, TransformsCatalog catalog, SchemaShape input, FineTuneTextClassificationOptions columns)
    {
        var label = input.FirstOrDefault(c => string.Equals(c.Name, columns.LabelColumnName, StringComparison.Ordinal));
        if (label.Name is null)
            throw SchemaErrors.MissingColumn(context, "inputSchema", "label", columns.LabelColumnName);
        if (!label.IsKey || label.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw LabelKeys.NotAKey(context, label.Name, VectorColumnShape.TypeOf(label));
        new TextSource(columns.Sentence1ColumnName).Require(context, input);
        if (columns.Sentence2ColumnName is { } second)
            new TextSource(second).Require(context, input);

        var definition = SchemaDefinition.Create(typeof(Added));
        var predicted = definition[nameof(Added.PredictedLabel)];
        predicted.ColumnName = columns.PredictedLabelColumnName;
        predicted.ColumnType = new KeyDataViewType(typeof(uint), AnySize);
        var values = label.Annotations.FirstOrDefault(annotation => string.Equals(annotation.Name, KeyValueType.Kind, StringComparison.Ordinal));
        if (values.Name is not null)
            KeyValueType.Find(values.ItemType)?.Annotate(predicted);
        var score = definition[nameof(Added.Score)];
        score.ColumnName = columns.ScoreColumnName;
        score.ColumnType = new VectorDataViewType(NumberDataViewType.Single, AnySize);
        score.AddAnnotation(SlotNames.Kind, new VBuffer<ReadOnlyMemory<char>>(AnySize, [score.ColumnName.AsMemory()]), new VectorDataViewType(TextDataViewType.Instance, AnySize));
        return catalog.CustomMapping<Nothing, Added>((_, _) => { }, contractName: null, outputSchemaDefinition: definition).GetOutputSchema(input);
    }

    private sealed class Nothing;

    private sealed class Added
    {
        public uint PredictedLabel { get; set; }

        public VBuffer<float> Score { get; set; }
    }
}
