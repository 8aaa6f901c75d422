using System.Numerics;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Column getters over the members of a row object. A null array is an empty vector, a null string empty text; keys count from 0 in the
/// object and from 1 in the column.
/// </summary>
internal static class MemberGetters
{
    public static Delegate Make<TRow>(MemberColumn column, Func<TRow> row)
        => GenericInvoke.Call(MakeTyped<TRow, int>, typeof(TRow), ItemTypeOf(column), column, row);

    private static Type ItemTypeOf(MemberColumn column)
    {
        var type = column.MemberType;
        return type.IsArray ? type.GetElementType() : column.Type is VectorDataViewType vector ? vector.ItemType.RawType : type;
    }

    private static Delegate MakeTyped<TRow, TItem>(MemberColumn column, Func<TRow> row)
    {
        var type = column.MemberType;
        if (type == typeof(string))
        {
            var read = MemberAccess.Reader<TRow, string>(column.Member);
            return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> dst) => dst = read(row()).AsMemory());
        }

        if (type == typeof(string[]))
        {
            var read = MemberAccess.Reader<TRow, string[]>(column.Member);
            return (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)((ref VBuffer<ReadOnlyMemory<char>> dst) =>
            {
                string[] items = read(row()) ?? [];
                var editor = VBufferEditor.Create(ref dst, items.Length);
                for (int i = 0; i < items.Length; i++)
                    editor.Values[i] = items[i].AsMemory();
                dst = editor.Commit();
            });
        }

        if (type.IsArray)
        {
            var read = MemberAccess.Reader<TRow, TItem[]>(column.Member);
            return (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> dst) =>
            {
                var items = read(row()) ?? [];
                VBuffer<TItem>.Copy(items, 0, ref dst, items.Length);
            });
        }

        if (column.Type is VectorDataViewType)
        {
            var read = MemberAccess.Reader<TRow, VBuffer<TItem>>(column.Member);
            return (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> dst) => read(row()).CopyTo(ref dst));
        }

        var scalar = MemberAccess.Reader<TRow, TItem>(column.Member);
        if (column.Type is not KeyDataViewType key)
            return (ValueGetter<TItem>)((ref TItem dst) => dst = scalar(row()));

        return scalar switch
        {
            Func<TRow, byte> read => KeyGetter(read, row, key),
            Func<TRow, ushort> read => KeyGetter(read, row, key),
            Func<TRow, uint> read => KeyGetter(read, row, key),
            Func<TRow, ulong> read => KeyGetter(read, row, key),
            _ => throw Contracts.ExceptNotSupp($"Type '{type.FullName}' is not yet supported."),
        };
    }

    private static Delegate KeyGetter<TRow, TKey>(Func<TRow, TKey> read, Func<TRow> row, KeyDataViewType type)
        where TKey : IBinaryInteger<TKey>
    {
        var count = TKey.CreateTruncating(type.Count);
        ValueGetter<TKey> getter = (ref TKey dst) =>
        {
            var value = read(row());
            dst = value < count ? value + TKey.One : TKey.Zero;
        };
        return getter;
    }
}
