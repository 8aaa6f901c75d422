using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Numbered distinct values of one type.</summary>
internal abstract class TermMap(PrimitiveDataViewType itemType)
{
    public PrimitiveDataViewType ItemType { get; } = itemType;

    public abstract int Count { get; }

    /// <summary>The keys that values map to; one key too many when there are no values.</summary>
    public KeyDataViewType KeyType => new(typeof(uint), Math.Max(Count, 1));

    public static TermMap Create(PrimitiveDataViewType itemType) => GenericInvoke.Call(CreateTyped<int>, itemType.RawType, itemType);

    /// <summary>Starts collecting the values of a column, at most <paramref name="limit"/> distinct ones; the function takes the
    /// current row and is false once there is no room left.</summary>
    public abstract Func<bool> CollectFrom(DataViewRow row, DataViewSchema.Column column, int limit);

    public abstract void Sort();

    /// <summary>A getter of keys over a column of values.</summary>
    public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column column);

    public abstract void AddKeyValues(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column source, bool asText);

    public abstract void Save(BinaryWriter writer);

    public abstract void Load(BinaryReader reader);

    private static TermMap CreateTyped<T>(PrimitiveDataViewType itemType) => new TermMap<T>(itemType);
}
