using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(LpNormNormalizingTransformer), null, typeof(SignatureLoadModel), "Lp-Norm Normalizer", LpNormNormalizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Divides vectors by their norm.</summary>
public sealed class LpNormNormalizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "GcnTransform";
    internal const string ExpectedColumnType = "Expected known-size vector of Single";
    private const float MinimumScale = 1e-8f;

    private readonly LpNormNormalizingEstimatorBase.NormFunction _norm;
    private readonly bool _centered;

    internal LpNormNormalizingTransformer(IHostEnvironment env, LpNormNormalizingEstimatorBase.NormFunction norm, bool ensureZeroMean,
        params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(LpNormNormalizingTransformer)), columns)
    {
        _norm = norm;
        _centered = ensureZeroMean;
    }

    private LpNormNormalizingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _norm = (LpNormNormalizingEstimatorBase.NormFunction)ctx.Reader.ReadByte();
        _centered = ctx.Reader.ReadBoolean();
    }

    private static VersionInfo Version => new("GCNORMAF", 0x00010003, 0x00010003, 0x00010003, typeof(LpNormNormalizingTransformer).Assembly.GetName().Name, LoaderSignature);

    private static LpNormNormalizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var host = Contracts.CheckRef(env, nameof(env)).Register(nameof(LpNormNormalizingTransformer));
        ctx.CheckAtModel(Version);
        return new LpNormNormalizingTransformer(host, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        ctx.Writer.Write((byte)_norm);
        ctx.Writer.Write(_centered);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) =>
        ColumnMapper.OneToOne(this, Host, schema, ColumnPairs, BindColumn);

    private OutputColumn BindColumn(int pair, DataViewSchema.Column source)
    {
        if (source.Type is not VectorDataViewType { IsKnownSize: true } vector || vector.ItemType != NumberDataViewType.Single)
            throw Host.ExceptSchemaMismatch("inputSchema", "input", source.Name, ExpectedColumnType, source.Type.ToString());
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(source.Annotations, kind => AnnotationUtils.Kinds.SlotNames.Equals(kind, StringComparison.Ordinal));
        annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
        return new OutputColumn
        {
            Name = ColumnPairs[pair].outputColumnName,
            Type = source.Type,
            Annotations = annotations.ToAnnotations(),
            Sources = [source.Index],
            MakeGetter = row => MakeGetter(row, source.Index),
        };
    }

    private ValueGetter<VBuffer<float>> MakeGetter(DataViewRow row, int column)
    {
        var getVector = row.GetGetter<VBuffer<float>>(row.Schema[column]);
        VBuffer<float> vector = default;
        return (ref VBuffer<float> destination) =>
        {
            getVector(ref vector);
            var values = vector.GetValues();
            if (values.IsEmpty)
            {
                destination = VBufferEditor.Create(ref destination, vector.Length, 0).Commit();
                return;
            }

            float mean = _centered ? TensorPrimitives.Sum(values) / vector.Length : 0;
            float divisor = Norm(values, vector.Length, mean);
            float scale = divisor > 0 ? 1 / divisor : 1;
            if (scale < MinimumScale)
                scale = 1;
            if (mean == 0)
                vector.CopyTo(ref destination);
            else
                vector.CopyToDense(ref destination);
            var editor = VBufferEditor.CreateFromBuffer(ref destination);
            if (mean != 0)
                TensorPrimitives.Subtract(editor.Values, mean, editor.Values);
            TensorPrimitives.Multiply(editor.Values, scale, editor.Values);
            destination = editor.Commit();
        };
    }

    // Of a sparse vector only the explicit values are measured against the mean, but for the standard deviation.
    private float Norm(ReadOnlySpan<float> values, int length, float mean)
    {
        switch (_norm)
        {
            case LpNormNormalizingEstimatorBase.NormFunction.StandardDeviation:
                float center = _centered ? mean : TensorPrimitives.Sum(values) / length;
                float squares = center == 0 ? 0 : (length - values.Length) * (center * center);
                return MathF.Sqrt((squares + SumOfSquares(values, center)) / length);
            case LpNormNormalizingEstimatorBase.NormFunction.L1:
                float sum = 0;
                foreach (float value in values)
                    sum += Math.Abs(value - mean);
                return sum;
            case LpNormNormalizingEstimatorBase.NormFunction.Infinity:
                float max = 0;
                foreach (float value in values)
                    max = Math.Abs(value - mean) > max ? Math.Abs(value - mean) : max;
                return max;
            default:
                return MathF.Sqrt(SumOfSquares(values, mean));
        }
    }

    private static float SumOfSquares(ReadOnlySpan<float> values, float mean)
    {
        if (mean == 0)
            return TensorPrimitives.SumOfSquares(values);
        float sum = 0;
        foreach (float value in values)
            sum += (value - mean) * (value - mean);
        return sum;
    }
}
