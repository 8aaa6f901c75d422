namespace Microsoft.ML.Data;

/// <summary>The annotations that ML.NET's components give each other, and questions asked of them.</summary>
internal static class AnnotationUtils
{
    public static KeyDataViewType ScoreColumnSetIdType { get; } = new(typeof(uint), int.MaxValue);

    public static VectorDataViewType GetNamesType(int size) => new(TextDataViewType.Instance, size);

    public static bool HasSlotNames(this DataViewSchema.Column column, int vectorSize)
        => vectorSize > 0
            && column.Annotations.Schema.GetColumnOrNull(Kinds.SlotNames)?.Type is VectorDataViewType type
            && type.Size == vectorSize && type.ItemType is TextDataViewType;

    public static bool HasSlotNames(this SchemaShape.Column column)
        => column.Kind == SchemaShape.Column.VectorKind.Vector
            && column.Annotations.TryFindColumn(Kinds.SlotNames, out var found)
            && found.Kind == SchemaShape.Column.VectorKind.Vector && !found.IsKey && found.ItemType == TextDataViewType.Instance;

    /// <summary>Whether the column is a key whose values are text, as slot names are made of.</summary>
    public static bool NeedsSlotNames(this SchemaShape.Column column)
        => column.Annotations.TryFindColumn(Kinds.KeyValues, out var found)
            && found.Kind == SchemaShape.Column.VectorKind.Vector && found.ItemType is TextDataViewType;

    public static bool IsNormalized(this SchemaShape.Column column)
        => column.Annotations.TryFindColumn(Kinds.IsNormalized, out var found)
            && found.Kind == SchemaShape.Column.VectorKind.Scalar && !found.IsKey && found.ItemType == BooleanDataViewType.Instance;

    public static bool TryGetAnnotation<T>(this DataViewSchema.Column column, PrimitiveDataViewType type, string kind, ref T value)
    {
        if (!type.Equals(column.Annotations.Schema.GetColumnOrNull(kind)?.Type))
            return false;
        column.Annotations.GetValue(kind, ref value);
        return true;
    }

    /// <summary>The highest score column set id of a schema; each scorer takes the next.</summary>
    public static uint GetMaxAnnotationKind(this DataViewSchema schema, out int colMax, string annotationKind)
    {
        uint max = 0;
        colMax = -1;
        foreach (var column in schema)
        {
            if (column.Annotations.Schema.GetColumnOrNull(annotationKind)?.Type is not KeyDataViewType key || key.RawType != typeof(uint))
                continue;
            uint value = 0;
            column.Annotations.GetValue(annotationKind, ref value);
            if (value > max)
            {
                max = value;
                colMax = column.Index;
            }
        }

        return max;
    }

    /// <summary>The shape of the annotations that every score column carries.</summary>
    public static IEnumerable<SchemaShape.Column> GetTrainerOutputAnnotation(bool isNormalized = false)
    {
        yield return new SchemaShape.Column(Kinds.ScoreColumnSetId, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true);
        yield return new SchemaShape.Column(Kinds.ScoreColumnKind, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance, false);
        yield return new SchemaShape.Column(Kinds.ScoreValueKind, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance, false);
        if (isNormalized)
            yield return new SchemaShape.Column(Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false);
    }

    /// <summary>The shape of a multiclass score column's annotations: the label's key values name its slots.</summary>
    public static IEnumerable<SchemaShape.Column> AnnotationsForMulticlassScoreColumn(SchemaShape.Column? labelColumn = null)
    {
        var shape = new List<SchemaShape.Column>();
        if (labelColumn is { IsKey: true } label
            && label.Annotations.TryFindColumn(Kinds.KeyValues, out var values) && values.Kind == SchemaShape.Column.VectorKind.Vector)
        {
            if (values.ItemType is TextDataViewType)
                shape.Add(new SchemaShape.Column(Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false));
            shape.Add(new SchemaShape.Column(Kinds.TrainingLabelValues, SchemaShape.Column.VectorKind.Vector, values.ItemType, false));
        }

        shape.AddRange(GetTrainerOutputAnnotation());
        return shape;
    }

    /// <summary>Adds slot names to annotations under construction.</summary>
    public static void AddSlotNames(this DataViewSchema.Annotations.Builder builder, int size, ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter)
        => builder.Add(Kinds.SlotNames, GetNamesType(size), getter);

    /// <summary>Adds key values to annotations under construction.</summary>
    public static void AddKeyValues<TValue>(this DataViewSchema.Annotations.Builder builder, int size, PrimitiveDataViewType type, ValueGetter<VBuffer<TValue>> getter)
        => builder.Add(Kinds.KeyValues, new VectorDataViewType(type, size), getter);

    public static class Kinds
    {
        public const string SlotNames = "SlotNames";
        public const string KeyValues = "KeyValues";
        public const string ScoreColumnSetId = "ScoreColumnSetId";
        public const string ScoreColumnKind = "ScoreColumnKind";
        public const string ScoreValueKind = "ScoreValueKind";
        public const string IsNormalized = "IsNormalized";
        public const string IsUserVisible = "IsUserVisible";
        public const string TrainingLabelValues = "TrainingLabelValues";
        public const string CategoricalSlotRanges = "CategoricalSlotRanges";
    }

    public static class Const
    {
        public static class ScoreColumnKind
        {
            public const string BinaryClassification = "BinaryClassification";
            public const string MulticlassClassification = "MulticlassClassification";
            public const string Regression = "Regression";
        }

        public static class ScoreValueKind
        {
            public const string Score = "Score";
            public const string PredictedLabel = "PredictedLabel";
            public const string Probability = "Probability";
        }
    }
}
