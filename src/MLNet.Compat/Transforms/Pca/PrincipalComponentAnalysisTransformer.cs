using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Numeric;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(PrincipalComponentAnalysisTransformer), null, typeof(SignatureLoadModel), "Principal Component Analysis Transform", PrincipalComponentAnalysisTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Projects vectors onto principal components.</summary>
public sealed class PrincipalComponentAnalysisTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "PcaTransform";

    private readonly float[][] _components;
    private readonly float[] _meanProjected;

    internal PrincipalComponentAnalysisTransformer(IHostEnvironment env, IDataView input, ProjectionOptions options)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(PrincipalComponentAnalysisTransformer)), (options.Output, options.Input))
    {
        var source = input.Schema[options.Input];
        DataViewSchema.Column? weight = null;
        if (options.Weight != null)
        {
            weight = input.Schema.GetColumnOrNull(options.Weight) ?? throw Contracts.Except("Weight column '{0}' does not exist.", options.Weight);
            Contracts.CheckParam(weight.Value.Type == NumberDataViewType.Single, "weightColumn");
        }
        Check(source);
        Contracts.CheckParam(options.Rank <= source.Type.GetVectorSize(), nameof(options.Rank), "Rank must be positive, and at most the dimension of untransformed data");
        var random = options.Seed is { } seed ? new Random(seed) : Host.Rand;
        (_components, _meanProjected) = new RandomizedProjection(Host, input, options.Input, weight)
            .Train(options.Rank, options.Oversampling, options.EnsureZeroMean, random);
    }

    private PrincipalComponentAnalysisTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        host.CheckDecode(ColumnPairs.Length == 1);
        int size = ctx.Reader.ReadInt32();
        int rank = ctx.Reader.ReadInt32();
        host.CheckDecode(rank > 0 && rank <= size && rank <= ctx.Header.CbModel);
        _components = new float[rank][];
        for (int i = 0; i < rank; i++)
            _components[i] = ReadWeights(ctx.Reader, size);
        if (ctx.Reader.ReadBoolean())
            _meanProjected = ReadWeights(ctx.Reader, rank);
    }

    private static VersionInfo Version => new("PCA FUNC", 0x00010002, 0x00010002, 0x00010002, typeof(PrincipalComponentAnalysisTransformer).Assembly.GetName().Name, LoaderSignature);

    private static PrincipalComponentAnalysisTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var host = Contracts.CheckRef(env, nameof(env)).Register(nameof(PrincipalComponentAnalysisTransformer));
        ctx.CheckAtModel(Version);
        return new PrincipalComponentAnalysisTransformer(host, ctx);
    }

    private static float[] ReadWeights(BinaryReader reader, int length)
    {
        var weights = WeightFormat.Read(reader);
        Contracts.CheckDecode(weights.Length == length && weights.IsDense);
        return [.. weights.DenseValues()];
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        ctx.Writer.Write(_components[0].Length);
        ctx.Writer.Write(_components.Length);
        foreach (float[] component in _components)
            WeightFormat.Write(ctx.Writer, new VBuffer<float>(component.Length, component));
        ctx.Writer.Write(_meanProjected != null);
        if (_meanProjected != null)
            WeightFormat.Write(ctx.Writer, new VBuffer<float>(_meanProjected.Length, _meanProjected));
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) =>
        ColumnMapper.OneToOne(this, Host, schema, ColumnPairs, BindColumn);

    private void Check(DataViewSchema.Column source)
    {
        if (source.Type is not VectorDataViewType { Size: > 1 } vector || !vector.ItemType.Equals(NumberDataViewType.Single))
            throw Host.ExceptSchemaMismatch("inputSchema", "input", source.Name, "known-size vector of Single of two or more items", source.Type.ToString());
    }

    private OutputColumn BindColumn(int pair, DataViewSchema.Column source)
    {
        Check(source);
        int size = _components[0].Length;
        if (source.Type.GetVectorSize() != size)
            throw Host.ExceptSchemaMismatch("inputSchema", "input", source.Name, new VectorDataViewType(NumberDataViewType.Single, size).ToString(), source.Type.ToString());
        return new OutputColumn
        {
            Name = ColumnPairs[pair].outputColumnName,
            Type = new VectorDataViewType(NumberDataViewType.Single, _components.Length),
            Sources = [source.Index],
            MakeGetter = row => MakeGetter(row, source.Index),
        };
    }

    private ValueGetter<VBuffer<float>> MakeGetter(DataViewRow row, int source)
    {
        var getFeatures = row.GetGetter<VBuffer<float>>(row.Schema[source]);
        VBuffer<float> buffer = default;
        return (ref VBuffer<float> destination) =>
        {
            getFeatures(ref buffer);
            var editor = VBufferEditor.Create(ref destination, _components.Length);
            for (int i = 0; i < _components.Length; i++)
                editor.Values[i] = FeatureVector.Dot(_components[i], buffer) - (_meanProjected is null ? 0 : _meanProjected[i]);
            destination = editor.Commit();
        };
    }
}
