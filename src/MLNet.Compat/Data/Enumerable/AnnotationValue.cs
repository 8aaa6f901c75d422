using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>An annotation of a column given as a .NET value: arrays become vectors, strings text.</summary>
internal sealed class AnnotationValue
{
    private readonly string _kind;
    private readonly DataViewType _type;
    private readonly Delegate _getter;

    private AnnotationValue(string kind, DataViewType type, Delegate getter)
    {
        _kind = kind;
        _type = type;
        _getter = getter;
    }

    public static AnnotationValue Create<T>(string kind, T value, DataViewType type)
    {
        RowMembers.GetVectorAndItemType("annotation value", typeof(T), null, out bool isVector, out var itemType);
        bool typeIsVector = type is VectorDataViewType;
        if (isVector != typeIsVector)
        {
            throw Contracts.Except("Value inputted is supposed to be {0}, but type of Annotationinfo is {1}",
                isVector ? "vector" : "scalar", typeIsVector ? "vector" : "scalar");
        }

        var typeItem = type.GetItemType().RawType;
        if (itemType != typeItem)
            throw Contracts.Except("Value inputted is supposed to have Type {0}, but type of Annotationinfo has {1}", itemType, typeItem);
        return new AnnotationValue(kind, type, MakeGetter(value, itemType));
    }

    public void AddTo(DataViewSchema.Annotations.Builder builder) => builder.Add(_kind, _type, _getter);

    private static Delegate MakeGetter<T>(T value, Type itemType) => value switch
    {
        string[] texts => ArrayGetter(Array.ConvertAll(texts, text => text.AsMemory())),
        string text => ScalarGetter(text.AsMemory()),
        Array array => GenericInvoke.Call(UntypedArrayGetter<int>, itemType, array),
        _ when typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(VBuffer<>) => GenericInvoke.Call(VBufferGetter<int>, itemType, (object)value),
        _ => ScalarGetter(value),
    };

    private static Delegate ScalarGetter<T>(T value)
    {
        ValueGetter<T> getter = (ref T dst) => dst = value;
        return getter;
    }

    private static Delegate UntypedArrayGetter<T>(Array values) => ArrayGetter((T[])values);

    private static Delegate ArrayGetter<T>(T[] values)
    {
        ValueGetter<VBuffer<T>> getter = (ref VBuffer<T> dst) => VBuffer<T>.Copy(values, 0, ref dst, values.Length);
        return getter;
    }

    private static Delegate VBufferGetter<T>(object value)
    {
        var vector = (VBuffer<T>)value;
        ValueGetter<VBuffer<T>> getter = (ref VBuffer<T> dst) => vector.CopyTo(ref dst);
        return getter;
    }
}
