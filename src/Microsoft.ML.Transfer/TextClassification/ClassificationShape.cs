using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>The shape of a pipeline after a classifier of texts.</summary>
internal static class ClassificationShape
{
    /// <summary>The <paramref name="input"/> with the columns of the predicted label and the probabilities added.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed.</exception>
    public static SchemaShape Add(IExceptionContext context, SchemaShape input, FineTuneTextClassificationOptions columns)
    {
        var label = SequenceColumns.RequireLabel(context, input, columns);
        if (!label.IsKey || label.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw LabelKeys.NotAKey(context, label.Name, VectorColumnShape.TypeOf(label));

        var definition = SchemaDefinition.Create(typeof(Added));
        var predicted = definition[nameof(Added.PredictedLabel)];
        predicted.ColumnName = columns.PredictedLabelColumnName;
        // A shape does not say how many keys there are.
        predicted.ColumnType = new KeyDataViewType(typeof(uint), count: 1);
        KeyValueType.OfKeys(label)?.Annotate(predicted);
        SequenceColumns.DefineScores(definition[nameof(Added.Score)], columns.ScoreColumnName);
        return SequenceColumns.Add<Added>(input, definition);
    }

    private sealed class Added
    {
        public uint PredictedLabel { get; set; }

        public VBuffer<float> Score { get; set; }
    }
}
