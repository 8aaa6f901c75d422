using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(MissingValueReplacingTransformer), null, typeof(SignatureLoadModel), "NA Replace Transform", MissingValueReplacingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Replaces NaN by learned values: one of a column, or one of each slot.</summary>
public sealed class MissingValueReplacingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "NAReplaceTransform";

    /// <summary>Of each column the values as doubles, and whether there is one for each slot.</summary>
    private readonly (PrimitiveDataViewType Item, bool BySlot, double[] Values)[] _replacements;

    internal MissingValueReplacingTransformer(IHostEnvironment env, IDataView input, MissingValueReplacingEstimator.ReplacementMode mode, bool imputeBySlot,
        params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(MissingValueReplacingTransformer)), columns)
    {
        var sources = Array.ConvertAll(columns, pair => input.Schema.GetColumnOrNull(pair.inputColumnName)
            ?? throw Host.ExceptSchemaMismatch(nameof(input), "input", pair.inputColumnName));
        Array.ForEach(sources, Check);
        double[][] values = mode == MissingValueReplacingEstimator.ReplacementMode.DefaultValue
            ? Array.ConvertAll(sources, _ => new double[] { 0 })
            : ReplacementStatistics.Compute(Host, input, sources, mode, imputeBySlot);
        _replacements = [.. sources.Select((source, i) => ((PrimitiveDataViewType)source.Type.GetItemType(),
            mode != MissingValueReplacingEstimator.ReplacementMode.DefaultValue && imputeBySlot && source.Type is VectorDataViewType { IsKnownSize: true }, values[i]))];
    }

    private MissingValueReplacingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _replacements = new (PrimitiveDataViewType, bool, double[])[ColumnPairs.Length];
        for (int i = 0; i < _replacements.Length; i++)
        {
            var item = ItemTypeFormat.Read(ctx.Reader);
            host.CheckDecode(WhyUnsupported(item, false) is null);
            bool bySlot = ctx.Reader.ReadBoolean();
            int count = ctx.Reader.ReadInt32();
            host.CheckDecode(count > 0 && (bySlot || count == 1));
            var values = new List<double>();
            for (int slot = 0; slot < count; slot++)
                values.Add(ctx.Reader.ReadDouble());
            _replacements[i] = (item, bySlot, [.. values]);
        }
    }

    private static VersionInfo Version => new("NAREP TF", 0x00010002, 0x00010002, 0x00010002, typeof(MissingValueReplacingTransformer).Assembly.GetName().Name, LoaderSignature);

    /// <summary>Why a type has no missing values to replace, or null.</summary>
    internal static string WhyUnsupported(DataViewType type, bool isKey)
    {
        var item = type.GetItemType();
        if (isKey || item is KeyDataViewType)
            return $"Type '{item}' is not supported by {LoaderSignature} since its NA value is equivalent to its default value";
        return item.RawType == typeof(float) || item.RawType == typeof(double) ? null
            : $"Type '{item}' is not supported by {LoaderSignature} since it doesn't have an NA value";
    }

    private static MissingValueReplacingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var host = Contracts.CheckRef(env, nameof(env)).Register(LoaderSignature);
        ctx.CheckAtModel(Version);
        return new MissingValueReplacingTransformer(host, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        foreach (var (item, bySlot, values) in _replacements)
        {
            ItemTypeFormat.Write(ctx.Writer, item);
            ctx.Writer.Write(bySlot);
            ctx.Writer.Write(values.Length);
            foreach (double value in values)
                ctx.Writer.Write(value);
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) =>
        ColumnMapper.OneToOne(this, Host, schema, ColumnPairs, BindColumn);

    private void Check(DataViewSchema.Column source)
    {
        if (WhyUnsupported(source.Type, false) is { } reason)
            throw Host.ExceptParam("inputSchema", reason);
    }

    private OutputColumn BindColumn(int pair, DataViewSchema.Column source)
    {
        Check(source);
        var (item, bySlot, values) = _replacements[pair];
        if (!source.Type.GetItemType().Equals(item))
        {
            throw Host.ExceptParam("InputSchema", "Column '{0}' item type '{1}' does not match expected ColumnType of '{2}'",
                source.Name, item, source.Type);
        }
        var vector = source.Type as VectorDataViewType;
        if (bySlot && vector?.Size != values.Length)
        {
            throw Host.ExceptParam("inputSchema", "Column '{0}' item type '{1}' must be a scalar or a vector of the same size as Columntype '{2}'",
                source.Name, new VectorDataViewType(item, values.Length), source.Type);
        }
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(source.Annotations, kind => kind is AnnotationUtils.Kinds.SlotNames or AnnotationUtils.Kinds.IsNormalized);
        return new OutputColumn
        {
            Name = ColumnPairs[pair].outputColumnName,
            Type = vector is null ? item : new VectorDataViewType(item, vector.Dimensions),
            Annotations = annotations.ToAnnotations(),
            Sources = [source.Index],
            MakeGetter = row => vector is null
                ? GenericInvoke.Call(MakeScalar<float>, item.RawType, row, source.Index, values)
                : GenericInvoke.Call(MakeVector<float>, item.RawType, row, source.Index, values),
        };
    }

    private static Delegate MakeScalar<T>(DataViewRow row, int source, double[] replacements)
        where T : struct, IFloatingPointIeee754<T>
    {
        var get = row.GetGetter<T>(row.Schema[source]);
        var replacement = T.CreateTruncating(replacements[0]);
        return (ValueGetter<T>)((ref T value) =>
        {
            get(ref value);
            if (T.IsNaN(value))
                value = replacement;
        });
    }

    private static Delegate MakeVector<T>(DataViewRow row, int source, double[] replacements)
        where T : struct, IFloatingPointIeee754<T>
    {
        var get = row.GetGetter<VBuffer<T>>(row.Schema[source]);
        var values = Array.ConvertAll(replacements, T.CreateTruncating);
        VBuffer<T> buffer = default;
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) =>
        {
            get(ref buffer);
            var found = buffer.GetValues();
            var indices = buffer.GetIndices();
            var editor = VBufferEditor.Create(ref destination, buffer.Length, found.Length);
            int count = 0;
            for (int i = 0; i < found.Length; i++)
            {
                int slot = buffer.IsDense ? i : indices[i];
                var value = T.IsNaN(found[i]) ? values[values.Length == 1 ? 0 : slot] : found[i];
                if (!buffer.IsDense)
                {
                    if (T.IsNaN(found[i]) && T.IsZero(value))
                        continue;
                    editor.Indices[count] = slot;
                }
                editor.Values[count++] = value;
            }
            destination = editor.CommitTruncated(count);
        });
    }
}
