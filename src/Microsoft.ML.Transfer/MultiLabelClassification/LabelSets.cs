using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>The labels of a column that holds any number of them a row: as a vector of keys, or as a vector with an indicator for each.</summary>
/// <param name="Keys">The labels.</param>
/// <param name="AreIndicators">Whether the column says of each label whether it is there; else it holds the keys of those that are.</param>
internal sealed record LabelSets(LabelKeys Keys, bool AreIndicators)
{
    private const string Task = "MultiLabelClassification";

    /// <summary>The labels of a column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is neither of keys nor of indicators.</exception>
    public static LabelSets Of(IExceptionContext context, DataViewSchema.Column label)
    {
        if (label.Type is VectorDataViewType { ItemType: KeyDataViewType key })
            return new LabelSets(LabelKeys.Of(context, label, key, fewest: 1), AreIndicators: false);
        if (label.Type is not VectorDataViewType { IsKnownSize: true } vector || !IsIndicator(vector.ItemType))
            throw WrongType(context, label.Name, label.Type.ToString()!);
        var keys = LabelKeys.Numbered(vector.Size);
        return new LabelSets(SlotNames.Of(label) is { } names ? keys with { Names = [.. names.Zip(keys.Names, (name, number) => name.Length == 0 ? number : name)] } : keys, AreIndicators: true);
    }

    /// <summary>The shape of a pipeline after a classifier to the labels of such a column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of the type that is needed.</exception>
    public static SchemaShape AddColumns(IExceptionContext context, SchemaShape input, FineTuneMultiLabelClassificationOptions columns)
    {
        var label = SequenceColumns.RequireLabel(context, input, columns);
        var isIndicator = label.Kind == SchemaShape.Column.VectorKind.Vector && !label.IsKey && IsIndicator(label.ItemType);
        if (!isIndicator && !(label.IsKey && label.Kind != SchemaShape.Column.VectorKind.Scalar))
            throw WrongType(context, label.Name, VectorColumnShape.TypeOf(label));
        return isIndicator ? Add<WithIndicators>(label, input, columns) : Add<WithKeys>(label, input, columns);
    }

    /// <summary>What gives the labels of the present row, and adds to a count those that are missing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An indicator is neither 0 nor 1, or a key is beyond those that there are.</exception>
    public Func<IReadOnlyList<int>> Reader(IExceptionContext context, DataViewRow row, DataViewSchema.Column label, Action onMissing)
    {
        var type = ((VectorDataViewType)label.Type).ItemType.RawType;
        if (AreIndicators)
        {
            return type == typeof(bool)
                ? Reader<bool>(row, label, (i, value, labels) => AddWhere(value, i, labels))
                : Reader<float>(row, label, (i, value, labels) => AddWhere(IsThere(context, row, label, i, value), i, labels));
        }
        if (type == typeof(byte))
            return Reader<byte>(row, label, (_, key, labels) => AddKey(context, row, label, key, labels, onMissing));
        if (type == typeof(ushort))
            return Reader<ushort>(row, label, (_, key, labels) => AddKey(context, row, label, key, labels, onMissing));
        return type == typeof(uint)
            ? Reader<uint>(row, label, (_, key, labels) => AddKey(context, row, label, key, labels, onMissing))
            : Reader<ulong>(row, label, (_, key, labels) => AddKey(context, row, label, key, labels, onMissing));
    }

    /// <summary>The column of the predicted labels, of the form of the label column.</summary>
    public AddedColumn<float[]> PredictedLabel(string name, float threshold)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        ScoreAnnotations.Add(annotations, Task, "PredictedLabel");
        if (AreIndicators)
        {
            annotations.Add(SlotNames.Annotate([.. Keys.Names]), _ => true);
            return AddedColumn<float[]>.Vector(
                name, new VectorDataViewType(BooleanDataViewType.Instance, Keys.Count), annotations.ToAnnotations(), scores => Array.ConvertAll(scores, score => score >= threshold));
        }
        Keys.ValueType?.Annotate(annotations, Keys.Names);
        return AddedColumn<float[]>.Vector(
            name, new VectorDataViewType(new KeyDataViewType(typeof(uint), Keys.Count)), annotations.ToAnnotations(),
            scores => Enumerable.Range(0, scores.Length).Where(i => scores[i] >= threshold).Select(i => (uint)i + 1).ToArray());
    }

    /// <summary>The column of the probabilities.</summary>
    public AddedColumn<float[]> Score(string name) => Keys.Score(name, Task);

    private static bool IsIndicator(DataViewType item) => item == NumberDataViewType.Single || item is BooleanDataViewType;

    private static Exception WrongType(IExceptionContext context, string column, string actual) => SchemaErrors.WrongType(
        context, "inputSchema", "label", column, "a vector of keys (use Conversion.MapValueToKey on a vector of texts) or a vector of Single or Boolean with an indicator for each label", actual);

    private static SchemaShape Add<TAdded>(SchemaShape.Column label, SchemaShape input, FineTuneMultiLabelClassificationOptions columns)
        where TAdded : class, new()
    {
        var definition = SchemaDefinition.Create(typeof(TAdded));
        var predicted = definition[nameof(WithKeys.PredictedLabel)];
        predicted.ColumnName = columns.PredictedLabelColumnName;
        if (label.IsKey)
        {
            predicted.ColumnType = new VectorDataViewType(new KeyDataViewType(typeof(uint), count: 1));
            KeyValueType.OfKeys(label)?.Annotate(predicted);
        }
        else
        {
            predicted.ColumnType = new VectorDataViewType(BooleanDataViewType.Instance, size: 1);
            SequenceColumns.AddSlotNames(predicted);
        }
        SequenceColumns.DefineScores(definition[nameof(WithKeys.Score)], columns.ScoreColumnName);
        return SequenceColumns.Add<TAdded>(input, definition);
    }

    private static Func<IReadOnlyList<int>> Reader<T>(DataViewRow row, DataViewSchema.Column label, Action<int, T, List<int>> add)
    {
        var getter = row.GetGetter<VBuffer<T>>(label);
        VBuffer<T> values = default;
        return () =>
        {
            getter(ref values);
            List<int> labels = [];
            // A sparse vector leaves out what is 0, which among keys is what is missing.
            foreach (var (i, value) in values.DenseValues().Index())
                add(i, value, labels);
            return labels;
        };
    }

    private static void AddWhere(bool isThere, int label, List<int> labels)
    {
        if (isThere)
            labels.Add(label);
    }

    private bool IsThere(IExceptionContext context, DataViewRow row, DataViewSchema.Column label, int i, float value) => value switch
    {
        0 => false,
        1 => true,
        _ => throw SequenceRows.BadLabel(context, row, label, FormattableString.Invariant($"{value} for the label '{Keys.Names[i]}'; an indicator is 0 or 1")),
    };

    private void AddKey(IExceptionContext context, DataViewRow row, DataViewSchema.Column label, ulong key, List<int> labels, Action onMissing)
    {
        if (key > (ulong)Keys.Count)
            throw SequenceRows.BadLabel(context, row, label, $"the key {key}, but has {Keys.Count} labels");
        if (key == 0)
            onMissing();
        else
            labels.Add((int)key - 1);
    }

    private sealed class WithKeys
    {
        public VBuffer<uint> PredictedLabel { get; set; }

        public VBuffer<float> Score { get; set; }
    }

    private sealed class WithIndicators
    {
        public VBuffer<bool> PredictedLabel { get; set; }

        public VBuffer<float> Score { get; set; }
    }
}
