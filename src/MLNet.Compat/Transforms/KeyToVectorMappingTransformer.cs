using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(typeof(KeyToVectorMappingTransformer), null, typeof(SignatureLoadModel), "KeyToVectorTransform", KeyToVectorMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Turns keys into indicator vectors, or vectors of keys into counts.</summary>
public sealed class KeyToVectorMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToVectorTransform";
    private const string RegistrationName = "KeyToVector";

    private readonly bool[] _counts;

    internal KeyToVectorMappingTransformer(IHostEnvironment env, bool outputCountVector, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(RegistrationName), columns)
    {
        _counts = new bool[columns.Length];
        Array.Fill(_counts, outputCountVector);
    }

    private KeyToVectorMappingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
        => _counts = Array.ConvertAll(ctx.Reader.ReadBytes(ColumnPairs.Length), value => value != 0);

    private static VersionInfo Version => new("KEY2VECT", 0x00010002, 0x00010002, 0x00010002, typeof(KeyToVectorMappingTransformer).Assembly.GetName().Name, LoaderSignature);

    internal bool CountsIn(int column) => _counts[column];

    private static KeyToVectorMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var host = Contracts.CheckRef(env, nameof(env)).Register(RegistrationName);
        ctx.CheckAtModel(Version);
        return new KeyToVectorMappingTransformer(host, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        foreach (bool counts in _counts)
            ctx.Writer.Write(counts);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) =>
        ColumnMapper.OneToOne(this, Host, schema, ColumnPairs, BindColumn);

    private OutputColumn BindColumn(int pair, DataViewSchema.Column source)
    {
        if (source.Type.GetItemType() is not KeyDataViewType)
            throw Host.ExceptSchemaMismatch("inputSchema", "input", source.Name, "key type of known cardinality", source.Type.ToString());
        int keys = source.Type.GetItemType().GetKeyCountAsInt32(Host);
        int values = source.Type.GetValueCount();
        bool single = _counts[pair] || values == 1;
        var type = single ? new VectorDataViewType(NumberDataViewType.Single, keys) : new VectorDataViewType(NumberDataViewType.Single, values, keys);
        return new OutputColumn
        {
            Name = ColumnPairs[pair].outputColumnName,
            Type = type,
            Annotations = KeyVectorAnnotations.Make(source, type, _counts[pair]),
            Sources = [source.Index],
            MakeGetter = row => source.Type is not VectorDataViewType ? MakeOne(row, source.Index, keys)
                : _counts[pair] ? MakeCounts(row, source.Index, keys) : MakeIndicators(row, source.Index, keys),
        };
    }

    private static ValueGetter<VBuffer<float>> MakeOne(DataViewRow row, int source, int keys)
    {
        var getKey = RowCursorUtils.GetGetterAs<uint>(NumberDataViewType.UInt32, row, row.Schema[source]);
        uint key = 0;
        return (ref VBuffer<float> destination) =>
        {
            getKey(ref key);
            bool known = key - 1 < (uint)keys;
            var editor = VBufferEditor.Create(ref destination, keys, known ? 1 : 0, requireIndicesOnDense: true);
            if (known)
            {
                editor.Values[0] = 1;
                editor.Indices[0] = (int)key - 1;
            }
            destination = editor.Commit();
        };
    }

    private static ValueGetter<VBuffer<float>> MakeCounts(DataViewRow row, int source, int keys)
    {
        var getKeys = RowCursorUtils.GetVecGetterAs<uint>(NumberDataViewType.UInt32, row, row.Schema[source]);
        VBuffer<uint> found = default;
        var counter = new SlotCounter(keys);
        return (ref VBuffer<float> destination) =>
        {
            getKeys(ref found);
            counter.Clear();
            foreach (uint key in found.GetValues())
            {
                if (key - 1 < (uint)keys)
                    counter.Add((int)key - 1);
            }
            counter.CopyTo(ref destination);
        };
    }

    private static ValueGetter<VBuffer<float>> MakeIndicators(DataViewRow row, int source, int keys)
    {
        var getKeys = RowCursorUtils.GetVecGetterAs<uint>(NumberDataViewType.UInt32, row, row.Schema[source]);
        VBuffer<uint> found = default;
        return (ref VBuffer<float> destination) =>
        {
            getKeys(ref found);
            var values = found.GetValues();
            var indices = found.GetIndices();
            var editor = VBufferEditor.Create(ref destination, checked(keys * found.Length), values.Length, requireIndicesOnDense: true);
            int count = 0;
            for (int i = 0; i < values.Length; i++)
            {
                if (values[i] - 1 >= (uint)keys)
                    continue;
                editor.Values[count] = 1;
                editor.Indices[count++] = ((found.IsDense ? i : indices[i]) * keys) + (int)values[i] - 1;
            }
            destination = editor.CommitTruncated(count);
        };
    }
}
