using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>The columns that trainers ask for and the columns that their transformers add.</summary>
internal static class TrainerColumns
{
    public static SchemaShape.Column Features(string name) => new(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false);

    public static SchemaShape.Column BooleanLabel(string name) => new(name, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false);

    public static SchemaShape.Column SingleLabel(string name) => new(name, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false);

    public static SchemaShape.Column KeyLabel(string name) =>
        name is null ? default : new(name, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true);

    public static SchemaShape.Column Weight(string name) =>
        name is null ? default : new(name, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false);

    public static SchemaShape.Column Score { get; } = Output(DefaultColumnNames.Score, NumberDataViewType.Single);

    public static SchemaShape.Column Probability { get; } = new(DefaultColumnNames.Probability, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false,
        new SchemaShape(AnnotationUtils.GetTrainerOutputAnnotation(isNormalized: true)));

    public static SchemaShape.Column PredictedClass { get; } = Output(DefaultColumnNames.PredictedLabel, BooleanDataViewType.Instance);

    /// <summary>The scores of all classes and the predicted one, as the label of the given name describes them.</summary>
    public static SchemaShape.Column[] Multiclass(SchemaShape inputSchema, string labelName)
    {
        inputSchema.TryFindColumn(labelName, out var label);
        var annotations = label.Annotations.Where(annotation => annotation.Name.Equals(AnnotationUtils.Kinds.KeyValues, StringComparison.Ordinal))
            .Concat(AnnotationUtils.GetTrainerOutputAnnotation());
        return
        [
            new(DefaultColumnNames.Score, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false,
                new SchemaShape(AnnotationUtils.AnnotationsForMulticlassScoreColumn(label))),
            new(DefaultColumnNames.PredictedLabel, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true, new SchemaShape(annotations)),
        ];
    }

    private static SchemaShape.Column Output(string name, DataViewType type) =>
        new(name, SchemaShape.Column.VectorKind.Scalar, type, false, new SchemaShape(AnnotationUtils.GetTrainerOutputAnnotation()));
}
