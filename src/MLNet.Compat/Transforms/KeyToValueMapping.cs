using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToValueMappingTransformer), null, typeof(SignatureLoadModel), "Key To Value Transform", KeyToValueMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Turns keys back into the values in their annotations.</summary>
public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    internal KeyToValueMappingEstimator(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(KeyToValueMappingEstimator)), new KeyToValueMappingTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name, StringComparer.Ordinal);
        foreach (var (output, input) in Transformer.ColumnPairs)
        {
            if (!inputSchema.TryFindColumn(input, out var column))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", input);
            if (!column.IsKey)
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", input, "KeyType", column.GetTypeString());
            if (!column.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out var values))
                throw Host.ExceptParam(nameof(inputSchema), $"Input column '{input}' doesn't contain key values metadata");

            SchemaShape annotations = null;
            if (column.HasSlotNames() && column.Annotations.TryFindColumn(AnnotationUtils.Kinds.SlotNames, out var slots))
                annotations = new SchemaShape([slots]);
            result[output] = new SchemaShape.Column(output, column.Kind, values.ItemType, values.IsKey, annotations);
        }
        return new SchemaShape(result.Values);
    }
}

/// <summary>Turns keys back into the values in their annotations.</summary>
public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToValueTransform";

    internal KeyToValueMappingTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(KeyToValueMappingTransformer)), columns)
    {
    }

    private KeyToValueMappingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
    }

    private static VersionInfo Version => new("KEY2VALT", 0x00010001, 0x00010001, 0x00010001, typeof(KeyToValueMappingTransformer).Assembly.GetName().Name, LoaderSignature);

    private static KeyToValueMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var host = Contracts.CheckRef(env, nameof(env)).Register(nameof(KeyToValueMappingTransformer));
        ctx.CheckAtModel(Version);
        return new KeyToValueMappingTransformer(host, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) =>
        ColumnMapper.OneToOne(this, Host, schema, ColumnPairs, BindColumn);

    private OutputColumn BindColumn(int pair, DataViewSchema.Column source)
    {
        var values = source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type;
        Host.Check(values != null, "Metadata KeyValues does not exist");
        if (source.Type.GetItemType() is not KeyDataViewType)
            throw Host.ExceptSchemaMismatch("inputSchema", "input", source.Name, "KeyType", source.Type.ToString());
        var key = source.Type.GetItemType();
        Host.Check(values.GetVectorSize() == key.GetKeyCountAsInt32(Host), "KeyValues metadata size does not match column type key count");

        var item = (PrimitiveDataViewType)values.GetItemType();
        var vector = source.Type as VectorDataViewType;
        var slots = new DataViewSchema.Annotations.Builder();
        slots.Add(source.Annotations, kind => AnnotationUtils.Kinds.SlotNames.Equals(kind, StringComparison.Ordinal));
        return new OutputColumn
        {
            Name = ColumnPairs[pair].outputColumnName,
            Type = vector is null ? item : new VectorDataViewType(item, vector.Dimensions),
            Annotations = slots.ToAnnotations(),
            Sources = [source.Index],
            MakeGetter = row => GenericInvoke.Call(MakeGetter<int>, item.RawType, row, source, vector != null),
        };
    }

    private static Delegate MakeGetter<TValue>(DataViewRow row, DataViewSchema.Column source, bool vector)
    {
        VBuffer<TValue> stored = default;
        source.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref stored);
        var values = new TValue[stored.Length];
        stored.CopyTo(values);
        var missing = MissingValue.Of<TValue>();
        if (!vector)
        {
            var getKey = RowCursorUtils.GetGetterAs<uint>(NumberDataViewType.UInt32, row, row.Schema[source.Index]);
            uint key = 0;
            return (ValueGetter<TValue>)((ref TValue value) =>
            {
                getKey(ref key);
                value = key == 0 || key > values.Length ? missing : values[key - 1];
            });
        }

        var getKeys = RowCursorUtils.GetVecGetterAs<uint>(NumberDataViewType.UInt32, row, row.Schema[source.Index]);
        VBuffer<uint> keys = default;
        return (ValueGetter<VBuffer<TValue>>)((ref VBuffer<TValue> destination) =>
        {
            getKeys(ref keys);
            var editor = VBufferEditor.Create(ref destination, keys.Length);
            editor.Values.Fill(missing);
            var found = keys.GetValues();
            var indices = keys.GetIndices();
            for (int i = 0; i < found.Length; i++)
            {
                if (found[i] != 0 && found[i] <= values.Length)
                    editor.Values[keys.IsDense ? i : indices[i]] = values[found[i] - 1];
            }
            destination = editor.Commit();
        });
    }
}
