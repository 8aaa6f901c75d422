using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(TypeConvertingTransformer), null, typeof(SignatureLoadModel), "Convert Transform", TypeConvertingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Converts columns to another item type.</summary>
public sealed class TypeConvertingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ConvertTransform";
    private const string RegistrationName = "Convert";

    private readonly DataKind[] _kinds;

    internal TypeConvertingTransformer(IHostEnvironment env, DataKind outputKind, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(TypeConvertingTransformer)), columns)
    {
        Contracts.CheckNonEmpty(columns, nameof(columns));
        _kinds = new DataKind[columns.Length];
        Array.Fill(_kinds, outputKind);
    }

    private TypeConvertingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _kinds = Array.ConvertAll(ctx.Reader.ReadBytes(ColumnPairs.Length), value => (DataKind)value);
        host.CheckDecode(Array.TrueForAll(_kinds, Enum.IsDefined));
    }

    private static VersionInfo Version => new("CONVERTF", 0x00010004, 0x00010004, 0x00010004, typeof(TypeConvertingTransformer).Assembly.GetName().Name, LoaderSignature);

    internal DataKind KindOf(int column) => _kinds[column];

    /// <summary>The item type that a kind stands for; a key stays a key.</summary>
    internal static bool TryGetItemType(DataViewType source, DataKind kind, out PrimitiveDataViewType type)
    {
        type = ColumnTypeExtensions.PrimitiveTypeFromKind(kind);
        if (source.GetItemType() is not KeyDataViewType key)
            return true;
        if (!KeyDataViewType.IsValidDataType(type.RawType))
            return false;
        ulong most = kind switch
        {
            DataKind.Byte => byte.MaxValue,
            DataKind.UInt16 => ushort.MaxValue,
            DataKind.UInt32 => uint.MaxValue,
            _ => ulong.MaxValue,
        };
        type = new KeyDataViewType(type.RawType, Math.Min(key.Count, most));
        return true;
    }

    private static TypeConvertingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var host = Contracts.CheckRef(env, nameof(env)).Register(RegistrationName);
        ctx.CheckAtModel(Version);
        return new TypeConvertingTransformer(host, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        foreach (var kind in _kinds)
            ctx.Writer.Write((byte)kind);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) =>
        ColumnMapper.OneToOne(this, Host, schema, ColumnPairs, BindColumn);

    private OutputColumn BindColumn(int pair, DataViewSchema.Column source)
    {
        if (!TryGetItemType(source.Type, _kinds[pair], out var item) || !Conversions.TryGet(source.Type.GetItemType(), item, out _))
        {
            throw Host.ExceptParam("inputSchema", "source column '{0}' with item type '{1}' is not compatible with destination type '{2}'",
                source.Name, source.Type, item);
        }
        var vector = source.Type as VectorDataViewType;
        return new OutputColumn
        {
            Name = ColumnPairs[pair].outputColumnName,
            Type = vector is null ? item : new VectorDataViewType(item, vector.Dimensions),
            Annotations = MakeAnnotations(source, item),
            Sources = [source.Index],
            MakeGetter = row => vector is null
                ? GenericInvoke.Call(MakeScalar<int>, item.RawType, row, source.Index, item)
                : GenericInvoke.Call(MakeVector<int>, item.RawType, row, source.Index, item),
        };
    }

    private static DataViewSchema.Annotations MakeAnnotations(DataViewSchema.Column source, PrimitiveDataViewType item)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        var kept = new HashSet<string>(StringComparer.Ordinal);
        if (source.Type is VectorDataViewType { IsKnownSize: true })
            kept.Add(AnnotationUtils.Kinds.SlotNames);
        if (source.Type.GetItemType() is KeyDataViewType key && item is KeyDataViewType target && key.Count == target.Count)
            kept.Add(AnnotationUtils.Kinds.KeyValues);
        if (source.Type.GetItemType() is NumberDataViewType && item is NumberDataViewType)
            kept.Add(AnnotationUtils.Kinds.IsNormalized);
        builder.Add(source.Annotations, kept.Contains);
        if (source.Type is BooleanDataViewType && item is NumberDataViewType)
            builder.Add<bool>(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, (ref bool normalized) => normalized = true);
        return builder.ToAnnotations();
    }

    private static Delegate MakeScalar<T>(DataViewRow row, int source, PrimitiveDataViewType item) =>
        RowCursorUtils.GetGetterAs<T>(item, row, row.Schema[source]);

    private static Delegate MakeVector<T>(DataViewRow row, int source, PrimitiveDataViewType item) =>
        RowCursorUtils.GetVecGetterAs<T>(item, row, row.Schema[source]);
}
