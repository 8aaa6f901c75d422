using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ColumnConcatenatingTransformer), null, typeof(SignatureLoadModel), "Concat Transform", ColumnConcatenatingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Joins columns of one item type into a vector.</summary>
public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    internal const string LoaderSignature = "ConcatTransform";

    private readonly string _name;
    private readonly (string Name, string Alias)[] _sources;

    /// <remarks>sources: Source columns; an alias takes the place of the column's name in slot names.</remarks>
    internal ColumnConcatenatingTransformer(IHostEnvironment env, string outputColumnName, params (string Name, string Alias)[] sources)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(ColumnConcatenatingTransformer)))
    {
        Host.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        _name = outputColumnName;
        _sources = sources;
    }

    private ColumnConcatenatingTransformer(IHost host, ModelLoadContext ctx)
        : base(host)
    {
        host.CheckDecode(ctx.Reader.ReadInt32() == 1);
        _name = ctx.LoadNonEmptyString();
        int count = ctx.Reader.ReadInt32();
        host.CheckDecode(count > 0 && count <= ctx.Header.CbModel);
        _sources = new (string, string)[count];
        for (int i = 0; i < _sources.Length; i++)
            _sources[i] = (ctx.LoadNonEmptyString(), ctx.LoadStringOrNull());
    }

    private static VersionInfo Version => new("CONCATTR", 0x00010001, 0x00010001, 0x00010001, typeof(ColumnConcatenatingTransformer).Assembly.GetName().Name, LoaderSignature);

    private static ColumnConcatenatingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var host = Contracts.CheckRef(env, nameof(env)).Register(nameof(ColumnConcatenatingTransformer));
        ctx.CheckAtModel(Version);
        return new ColumnConcatenatingTransformer(host, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(1);
        ctx.SaveNonEmptyString(_name);
        ctx.Writer.Write(_sources.Length);
        foreach (var (name, alias) in _sources)
        {
            ctx.SaveNonEmptyString(name);
            ctx.SaveStringOrNull(alias);
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new ColumnMapper(this, [BindColumn(schema)]);

    private OutputColumn BindColumn(DataViewSchema schema)
    {
        var columns = new DataViewSchema.Column[_sources.Length];
        DataViewType itemType = null;
        int size = 0;
        bool variable = false;
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = schema.GetColumnOrNull(_sources[i].Name) ?? throw Host.ExceptSchemaMismatch("inputSchema", "input", _sources[i].Name);
            var type = columns[i].Type;
            itemType ??= type.GetItemType();
            if (!type.GetItemType().Equals(itemType))
                throw Host.ExceptSchemaMismatch("inputSchema", "input", _sources[i].Name, itemType.ToString(), type.ToString());
            variable |= type is VectorDataViewType { IsKnownSize: false };
            size += type.GetValueCount();
        }

        bool identity = columns.Length == 1 && columns[0].Type is VectorDataViewType;
        var outputType = new VectorDataViewType((PrimitiveDataViewType)itemType, variable ? 0 : size);
        return new OutputColumn
        {
            Name = _name,
            Type = identity ? columns[0].Type : outputType,
            Annotations = identity ? columns[0].Annotations : MakeAnnotations(columns, outputType),
            Sources = Array.ConvertAll(columns, column => column.Index),
            MakeGetter = identity
                ? row => OutputColumn.Copy(row, columns[0].Index)
                : row => GenericInvoke.Call(VectorConcatenation.MakeGetter<int>, itemType.RawType, row, columns),
        };
    }

    private DataViewSchema.Annotations MakeAnnotations(DataViewSchema.Column[] columns, VectorDataViewType type)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        bool normalized = false;
        if (type.ItemType is NumberDataViewType && Array.TrueForAll(columns,
            column => column.TryGetAnnotation(BooleanDataViewType.Instance, AnnotationUtils.Kinds.IsNormalized, ref normalized) && normalized))
        {
            builder.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
        }
        if (type.IsKnownSize && Array.Exists(columns, column => column.Type is not VectorDataViewType vector || column.HasSlotNames(vector.Size)))
            builder.AddSlotNames(type.Size, (ref VBuffer<ReadOnlyMemory<char>> names) => names = SlotNames(columns, type.Size));
        if (type.IsKnownSize)
            CategoricalRanges.AddJoined(builder, columns);
        return builder.ToAnnotations();
    }

    // A scalar gives its own name; the slots of a vector are called after it and themselves.
    private VBuffer<ReadOnlyMemory<char>> SlotNames(DataViewSchema.Column[] columns, int size)
    {
        var result = new ReadOnlyMemory<char>[size];
        int slot = 0;
        for (int i = 0; i < columns.Length; i++)
        {
            string source = _sources[i].Alias ?? columns[i].Name;
            if (columns[i].Type is not VectorDataViewType vector)
            {
                result[slot++] = source.AsMemory();
                continue;
            }
            if (columns[i].HasSlotNames(vector.Size))
            {
                VBuffer<ReadOnlyMemory<char>> names = default;
                columns[i].Annotations.GetValue(AnnotationUtils.Kinds.SlotNames, ref names);
                string prefix = columns[i].Name.Equals(_sources[i].Alias, StringComparison.Ordinal) ? "" : source + ".";
                foreach (var (index, name) in names.Items())
                {
                    if (!name.IsEmpty)
                        result[slot + index] = (prefix + name.ToString()).AsMemory();
                }
            }
            slot += vector.Size;
        }
        return new VBuffer<ReadOnlyMemory<char>>(size, result);
    }
}
