using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer;

/// <summary>A type of the values that the keys of a label stand for: how they are annotated, written and read.</summary>
internal abstract class KeyValueType
{
    /// <summary>The annotation's kind in ML.NET.</summary>
    public const string Kind = "KeyValues";

    private static readonly KeyValueType[] All =
    [
        new Of<ReadOnlyMemory<char>>(TextDataViewType.Instance, text => text.AsMemory()),
        new Of<bool>(BooleanDataViewType.Instance, bool.Parse),
        Number<float>(NumberDataViewType.Single), Number<double>(NumberDataViewType.Double),
        Number<sbyte>(NumberDataViewType.SByte), Number<short>(NumberDataViewType.Int16), Number<int>(NumberDataViewType.Int32), Number<long>(NumberDataViewType.Int64),
        Number<byte>(NumberDataViewType.Byte), Number<ushort>(NumberDataViewType.UInt16), Number<uint>(NumberDataViewType.UInt32), Number<ulong>(NumberDataViewType.UInt64),
    ];

    /// <summary>What a model file calls it.</summary>
    public string Name => ItemType.RawType.Name;

    /// <summary>The type of a value.</summary>
    public abstract PrimitiveDataViewType ItemType { get; }

    /// <summary>The type of those values; null where there is none that is supported.</summary>
    public static KeyValueType? Find(DataViewType itemType) => Array.Find(All, type => type.ItemType.Equals(itemType));

    /// <summary>The type of the values that the keys of a column stand for; null where the column does not say, or has none that is supported.</summary>
    public static KeyValueType? OfKeys(SchemaShape.Column column)
    {
        var values = column.Annotations.FirstOrDefault(annotation => string.Equals(annotation.Name, Kind, StringComparison.Ordinal));
        return values.Name is null ? null : Find(values.ItemType);
    }

    /// <summary>The type of that name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static KeyValueType Named(string name) =>
        Array.Find(All, type => string.Equals(type.Name, name, StringComparison.Ordinal)) ?? throw new InvalidDataException($"The model has labels of the type '{name}', which is not known.");

    /// <summary>The values in a form from which <see cref="Annotate(DataViewSchema.Annotations.Builder, IReadOnlyList{string})"/> gets them back.</summary>
    public abstract string[] Read(DataViewSchema.Annotations annotations);

    /// <summary>Adds the annotation to a column.</summary>
    /// <exception cref="FormatException">A value is not of this type.</exception>
    public abstract void Annotate(DataViewSchema.Annotations.Builder builder, IReadOnlyList<string> values);

    /// <summary>Adds the annotation to the definition of a column, with values that nobody reads.</summary>
    public abstract void Annotate(SchemaDefinition.Column column);

    private static Of<T> Number<T>(NumberDataViewType type)
        where T : IParsable<T> => new(type, text => T.Parse(text, CultureInfo.InvariantCulture));

    private sealed class Of<T>(PrimitiveDataViewType itemType, Func<string, T> parse) : KeyValueType
    {
        public override PrimitiveDataViewType ItemType => itemType;

        public override string[] Read(DataViewSchema.Annotations annotations)
        {
            VBuffer<T> values = default;
            annotations.GetValue(Kind, ref values);
            return [.. values.DenseValues().Select(value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")];
        }

        public override void Annotate(DataViewSchema.Annotations.Builder builder, IReadOnlyList<string> values)
        {
            T[] parsed = [.. values.Select(parse)];
            builder.Add(Kind, new VectorDataViewType(itemType, parsed.Length), (ref VBuffer<T> value) =>
            {
                var editor = VBufferEditor.Create(ref value, parsed.Length);
                parsed.CopyTo(editor.Values);
                value = editor.Commit();
            });
        }

        public override void Annotate(SchemaDefinition.Column column) => column.AddAnnotation(Kind, new VBuffer<T>(1, [default!]), new VectorDataViewType(itemType, 1));
    }
}
