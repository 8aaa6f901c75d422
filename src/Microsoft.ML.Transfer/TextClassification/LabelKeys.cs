using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>The classes of a key column: how many there are, and what the keys stand for.</summary>
/// <param name="Count">The number of classes.</param>
/// <param name="ValueType">The type of what they stand for; null where the column does not say.</param>
/// <param name="Names">A name for each class.</param>
internal sealed record LabelKeys(int Count, KeyValueType? ValueType, IReadOnlyList<string> Names)
{
    private const string Task = "MulticlassClassification";
    private const int MostClasses = 1 << 20;
    private const int LongestName = 1 << 20;

    /// <summary>The classes of a column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is no key, or has fewer than two classes.</exception>
    public static LabelKeys Of(IExceptionContext context, DataViewSchema.Column label) => label.Type is KeyDataViewType key
        ? Of(context, label, key, fewest: 2)
        : throw NotAKey(context, label.Name, label.Type.ToString()!);

    /// <summary>The classes of a column of keys or of vectors of keys.</summary>
    /// <param name="context">Where errors are told.</param>
    /// <param name="label">The column.</param>
    /// <param name="key">The type of its keys.</param>
    /// <param name="fewest">The fewest classes that it must have.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column has fewer classes.</exception>
    public static LabelKeys Of(IExceptionContext context, DataViewSchema.Column label, KeyDataViewType key, int fewest)
    {
        if (key.Count > MostClasses || key.Count < (ulong)fewest)
            throw context.Process(new ArgumentOutOfRangeException(nameof(label), key.Count, $"The label column '{label.Name}' has {key.Count} class(es); a classifier needs from {fewest} to {MostClasses}."));
        var count = (int)key.Count;
        var (type, names) = ValuesOf(label, count);
        return new LabelKeys(count, type, names);
    }

    /// <summary>The classes of a column of vectors, with a key for each word.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is no vector of keys, or has fewer than two classes.</exception>
    public static LabelKeys OfWords(IExceptionContext context, DataViewSchema.Column label) =>
        Of(context, label, (label.Type as VectorDataViewType)?.ItemType as KeyDataViewType ?? throw NoKeysOfWords(context, label.Name, label.Type.ToString()!), fewest: 2);

    /// <summary>What the keys of a column stand for, as text; their numbers from 0 where the column does not say.</summary>
    public static IReadOnlyList<string> NamesOf(DataViewSchema.Column column, KeyDataViewType key) => ValuesOf(column, (int)Math.Min(key.Count, MostClasses)).Names;

    /// <summary>Classes that are named by their numbers.</summary>
    public static LabelKeys Numbered(int count) => new(count, ValueType: null, [.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))]);

    /// <summary>Refuses the classes of other data where they are not these.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The keys of the other data stand for something else.</exception>
    public void RequireSame(IExceptionContext context, LabelKeys others, string labelColumn)
    {
        if (!others.Names.SequenceEqual(Names, StringComparer.Ordinal))
            throw context.Process(new ArgumentOutOfRangeException(nameof(others), $"The keys of the column '{labelColumn}' stand for other values in the validation data ({string.Join(", ", others.Names.Take(10))}) than in the training data ({string.Join(", ", Names.Take(10))}); map both with the same fitted MapValueToKey."));
    }

    public static Exception NotAKey(IExceptionContext context, string column, string actual) =>
        SchemaErrors.WrongType(context, "inputSchema", "label", column, "key type (use Conversion.MapValueToKey)", actual);

    public static Exception NoKeysOfWords(IExceptionContext context, string column, string actual) =>
        SchemaErrors.WrongType(context, "inputSchema", "label", column, "vector of key type (use Conversion.MapValueToKey)", actual);

    /// <summary>Reads the class of a row of the label column from 0; -1 where it is missing.</summary>
    public static Func<int> Reader(DataViewRow row, DataViewSchema.Column label)
    {
        var type = label.Type.RawType;
        if (type == typeof(byte))
            return Reader<byte>(row, label, key => key);
        if (type == typeof(ushort))
            return Reader<ushort>(row, label, key => key);
        return type == typeof(uint) ? Reader<uint>(row, label, key => key) : Reader<ulong>(row, label, key => key);
    }

    /// <summary>Reads the classes of the words of a row from 0; -1 where one is missing.</summary>
    public static Func<int[]> WordReader(DataViewRow row, DataViewSchema.Column label)
    {
        var type = ((VectorDataViewType)label.Type).ItemType.RawType;
        if (type == typeof(byte))
            return WordReader<byte>(row, label, key => key);
        if (type == typeof(ushort))
            return WordReader<ushort>(row, label, key => key);
        return type == typeof(uint) ? WordReader<uint>(row, label, key => key) : WordReader<ulong>(row, label, key => key);
    }

    /// <summary>The column of the predicted label: the class with the highest probability.</summary>
    public AddedColumn<float[]> PredictedLabel(string name) => AddedColumn<float[]>.Scalar(
        name, new KeyDataViewType(typeof(uint), Count), PredictedLabelAnnotations(), scores => (uint)System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(scores) + 1);

    /// <summary>The column of the probabilities.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="task">What ML.NET calls the task.</param>
    public AddedColumn<float[]> Score(string name, string task = Task)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        ScoreAnnotations.Add(annotations, task, "Score");
        annotations.Add(SlotNames.Annotate([.. Names]), _ => true);
        return FloatVector.Column(name, annotations.ToAnnotations(), Count);
    }

    /// <summary>What is known of a column of predicted labels.</summary>
    public DataViewSchema.Annotations PredictedLabelAnnotations()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        ScoreAnnotations.Add(annotations, Task, "PredictedLabel");
        ValueType?.Annotate(annotations, Names);
        return annotations.ToAnnotations();
    }

    /// <summary>What is known of a column of scores whose slots are no classes.</summary>
    public static DataViewSchema.Annotations WordScoreAnnotations()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        ScoreAnnotations.Add(annotations, Task, "Score");
        return annotations.ToAnnotations();
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Count);
        writer.Write(ValueType?.Name ?? "");
        foreach (var name in Names)
            writer.Write(name);
    }

    /// <exception cref="InvalidDataException">The stream does not hold what <see cref="Write"/> writes.</exception>
    public static LabelKeys Read(BinaryReader reader, int fewest = 2)
    {
        var count = reader.ReadInt32();
        if (count < fewest || count > MostClasses)
            throw new InvalidDataException($"The model has {count} classes; from {fewest} to {MostClasses} are expected.");
        var typeName = reader.ReadString();
        var type = typeName.Length == 0 ? null : KeyValueType.Named(typeName);
        var names = new List<string>();
        for (var i = 0; i < count; i++)
        {
            names.Add(reader.ReadString());
            if (names[i].Length > LongestName)
                throw new InvalidDataException($"The name of the model's class {i} has {names[i].Length} characters; at most {LongestName} are read.");
        }
        try
        {
            type?.Annotate(new DataViewSchema.Annotations.Builder(), names);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new InvalidDataException($"The model's labels are said to be of the type {typeName}: {e.Message}", e);
        }
        return new LabelKeys(count, type, names);
    }

    private static (KeyValueType? Type, IReadOnlyList<string> Names) ValuesOf(DataViewSchema.Column label, int count)
    {
        var values = label.Annotations.Schema.GetColumnOrNull(KeyValueType.Kind)?.Type as VectorDataViewType;
        return values?.Size == count && KeyValueType.Find(values.ItemType) is { } type
            ? (type, type.Read(label.Annotations))
            : (null, Numbered(count).Names);
    }

    private static Func<int[]> WordReader<T>(DataViewRow row, DataViewSchema.Column label, Func<T, ulong> number)
    {
        var getter = row.GetGetter<VBuffer<T>>(label);
        VBuffer<T> keys = default;
        return () =>
        {
            getter(ref keys);
            return [.. keys.DenseValues().Select(key => (int)Math.Min(number(key), int.MaxValue) - 1)];
        };
    }

    private static Func<int> Reader<T>(DataViewRow row, DataViewSchema.Column label, Func<T, ulong> number)
    {
        var getter = row.GetGetter<T>(label);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return (int)Math.Min(number(value), int.MaxValue) - 1;
        };
    }
}
