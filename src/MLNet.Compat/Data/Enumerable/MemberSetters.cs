using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Fills members of row objects with the values of a row. Arrays of the right length are used again.</summary>
internal sealed class MemberSetters<TRow>
    where TRow : class
{
    private readonly Action<TRow>[] _setters;

    private MemberSetters(Action<TRow>[] setters) => _setters = setters;

    /// <summary>The columns behind the members, checked for their types.</summary>
    public static (MemberColumn Member, DataViewSchema.Column Source)[] Bind(
        IHostEnvironment env, DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition definition)
    {
        var host = env.Register("TypedCursorable");
        var bound = new List<(MemberColumn, DataViewSchema.Column)>();
        foreach (var member in MemberColumn.CreateAll(typeof(TRow), definition, SchemaDefinition.Direction.Write))
        {
            var source = schema.GetColumnOrNull(member.Name);
            if (source == null)
            {
                if (ignoreMissingColumns)
                    continue;
                throw host.ExceptSchemaMismatch("Schema", "", member.Name);
            }

            RowMembers.GetMappedType(member.MemberType, out bool isVector, out var itemType);
            var type = source.Value.Type;
            if (isVector != type is VectorDataViewType || type.GetItemType().RawType != itemType)
            {
                throw host.Except("Can't bind the IDataView column '{0}' of type '{1}' to field or property '{2}' of type '{3}'.",
                    member.Name, type, member.Member.Name, member.MemberType.FullName);
            }

            bound.Add((member, source.Value));
        }

        return [.. bound];
    }

    public static MemberSetters<TRow> Create(DataViewRow row, (MemberColumn Member, DataViewSchema.Column Source)[] bound)
        => new(Array.ConvertAll(bound, pair =>
        {
            var type = pair.Member.MemberType;
            var itemType = type.IsArray ? type.GetElementType() : pair.Source.Type.GetItemType().RawType;
            return GenericInvoke.Call(MakeSetter<int>, itemType, row, pair.Member, pair.Source);
        }));

    public void Fill(TRow row)
    {
        foreach (var setter in _setters)
            setter(row);
    }

    private static Action<TRow> MakeSetter<TItem>(DataViewRow input, MemberColumn member, DataViewSchema.Column source)
    {
        var type = member.MemberType;
        if (type == typeof(string))
        {
            var getter = input.GetGetter<ReadOnlyMemory<char>>(source);
            var write = MemberAccess.Writer<TRow, string>(member.Member);
            ReadOnlyMemory<char> value = default;
            return row =>
            {
                getter(ref value);
                write(row, value.ToString());
            };
        }

        if (type == typeof(string[]))
            return ArraySetter<ReadOnlyMemory<char>, string>(input, member, source, text => text.ToString());
        if (type.IsArray)
            return ArraySetter<TItem, TItem>(input, member, source, null);
        if (source.Type is VectorDataViewType)
        {
            var getter = input.GetGetter<VBuffer<TItem>>(source);
            var write = MemberAccess.Writer<TRow, VBuffer<TItem>>(member.Member);
            var read = MemberAccess.CanRead(member.Member) ? MemberAccess.Reader<TRow, VBuffer<TItem>>(member.Member) : null;
            return row =>
            {
                var value = read != null ? read(row) : default;
                getter(ref value);
                write(row, value);
            };
        }

        var scalarGetter = input.GetGetter<TItem>(source);
        var scalarWrite = MemberAccess.Writer<TRow, TItem>(member.Member);
        return row =>
        {
            TItem value = default;
            scalarGetter(ref value);
            scalarWrite(row, value);
        };
    }

    private static Action<TRow> ArraySetter<TSrc, TDst>(DataViewRow input, MemberColumn member, DataViewSchema.Column source, Func<TSrc, TDst> convert)
    {
        var getter = input.GetGetter<VBuffer<TSrc>>(source);
        var read = MemberAccess.CanRead(member.Member) ? MemberAccess.Reader<TRow, TDst[]>(member.Member) : null;
        var write = MemberAccess.Writer<TRow, TDst[]>(member.Member);
        VBuffer<TSrc> value = default;
        return row =>
        {
            getter(ref value);
            var array = read?.Invoke(row);
            if (array?.Length != value.Length)
                array = new TDst[value.Length];
            if (convert == null)
            {
                value.CopyTo((TSrc[])(object)array);
            }
            else
            {
                foreach (var (index, item) in value.Items(all: true))
                    array[index] = convert(item);
            }

            write(row, array);
        };
    }
}
