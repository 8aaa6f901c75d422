using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>The shape of a pipeline after a classifier of words: see <see cref="VectorColumnShape"/> for why it goes by way of a custom mapping that never runs.</summary>
internal static class TokenClassificationShape
{
    /// <summary>The <paramref name="input"/> with the columns of the predicted labels and their probabilities added.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed.</exception>
    public static SchemaShape Add(IExceptionContext context, TransformsCatalog catalog, SchemaShape input, FineTuneTokenClassificationOptions columns)
    {
        var label = input.FirstOrDefault(c => string.Equals(c.Name, columns.LabelColumnName, StringComparison.Ordinal));
        if (label.Name is null)
            throw SchemaErrors.MissingColumn(context, "inputSchema", "label", columns.LabelColumnName);
        if (!label.IsKey || label.Kind == SchemaShape.Column.VectorKind.Scalar)
            throw LabelKeys.NoKeysOfWords(context, label.Name, VectorColumnShape.TypeOf(label));
        columns.Source.Require(context, input);

        var definition = SchemaDefinition.Create(typeof(Added));
        var predicted = definition[nameof(Added.PredictedLabel)];
        predicted.ColumnName = columns.PredictedLabelColumnName;
        predicted.ColumnType = new VectorDataViewType(new KeyDataViewType(typeof(uint), count: 1));
        var values = label.Annotations.FirstOrDefault(annotation => string.Equals(annotation.Name, KeyValueType.Kind, StringComparison.Ordinal));
        if (values.Name is not null)
            KeyValueType.Find(values.ItemType)?.Annotate(predicted);
        var score = definition[nameof(Added.Score)];
        score.ColumnName = columns.ScoreColumnName;
        score.ColumnType = new VectorDataViewType(NumberDataViewType.Single);
        return catalog.CustomMapping<Nothing, Added>((_, _) => { }, contractName: null, outputSchemaDefinition: definition).GetOutputSchema(input);
    }

    private sealed class Nothing;

    private sealed class Added
    {
        public VBuffer<uint> PredictedLabel { get; set; }

        public VBuffer<float> Score { get; set; }
    }
}
