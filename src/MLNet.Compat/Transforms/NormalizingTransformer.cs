using System.Collections.Immutable;
using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(NormalizingTransformer), null, typeof(SignatureLoadModel), "Normalizer", NormalizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Brings columns of numbers to a common scale.</summary>
public sealed class NormalizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "Normalizer";

    // Per column, a SlotFunction of its number type.
    private readonly object[] _functions;
    private readonly DataViewType[] _types;

    internal NormalizingTransformer(IHostEnvironment env, IDataView data, NormalizedColumn[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(NormalizingTransformer)), Array.ConvertAll(columns, column => (column.Output, column.Input)))
    {
        var sources = Array.ConvertAll(columns, column => data.Schema.GetColumnOrNull(column.Input)
            ?? throw Host.ExceptSchemaMismatch(nameof(data), "input", column.Input));
        _types = Array.ConvertAll(sources, source => source.Type);
        using var cursor = data.GetRowCursor(sources.DistinctBy(source => source.Index));
        var learners = columns.Select((column, i) => sources[i].Type.GetItemType().RawType == typeof(double)
            ? MakeLearner<double>(cursor, sources[i], column)
            : MakeLearner<float>(cursor, sources[i], column)).ToArray();
        bool more = true;
        while (more && cursor.MoveNext())
        {
            Host.CheckAlive();
            more = false;
            foreach (var (learn, _) in learners)
                more |= learn();
        }
        _functions = Array.ConvertAll(learners, learner => learner.Finish());
    }

    private NormalizingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _functions = new object[ColumnPairs.Length];
        _types = new DataViewType[ColumnPairs.Length];
        for (int i = 0; i < _functions.Length; i++)
        {
            var item = ItemTypeFormat.Read(ctx.Reader);
            var dimensions = new int[ctx.Reader.ReadInt32()];
            for (int d = 0; d < dimensions.Length; d++)
                dimensions[d] = ctx.Reader.ReadInt32();
            _types[i] = dimensions.Length == 0 ? item : new VectorDataViewType(item, dimensions);
            _functions[i] = item.RawType == typeof(double) ? SlotFunction<double>.Load(ctx.Reader) : SlotFunction<float>.Load(ctx.Reader);
        }
    }

    private static VersionInfo Version => new("NORMALZR", 0x00010002, 0x00010002, 0x00010002, typeof(NormalizingTransformer).Assembly.GetName().Name, LoaderSignature);

    /// <summary>What was learnt of the column at <paramref name="index"/>: scales and offsets, or means and standard deviations.</summary>
    public NormalizerModelParametersBase GetNormalizerModelParameters(int index)
    {
        Host.CheckParam(index >= 0 && index < _functions.Length, nameof(index));
        return _functions[index] is SlotFunction<double> function
            ? Parameters(function, _types[index] is VectorDataViewType)
            : Parameters((SlotFunction<float>)_functions[index], _types[index] is VectorDataViewType);
    }

    private static NormalizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var host = Contracts.CheckRef(env, nameof(env)).Register(nameof(NormalizingTransformer));
        ctx.CheckAtModel(Version);
        return new NormalizingTransformer(host, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        for (int i = 0; i < _functions.Length; i++)
        {
            ItemTypeFormat.Write(ctx.Writer, (PrimitiveDataViewType)_types[i].GetItemType());
            var dimensions = (_types[i] as VectorDataViewType)?.Dimensions ?? [];
            ctx.Writer.Write(dimensions.Length);
            foreach (int dimension in dimensions)
                ctx.Writer.Write(dimension);
            if (_functions[i] is SlotFunction<double> function)
                function.Save(ctx.Writer);
            else
                ((SlotFunction<float>)_functions[i]).Save(ctx.Writer);
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) =>
        ColumnMapper.OneToOne(this, Host, schema, ColumnPairs, BindColumn);

    private OutputColumn BindColumn(int pair, DataViewSchema.Column source)
    {
        if (!_types[pair].SameSizeAndItemType(source.Type))
            throw Host.ExceptSchemaMismatch("inputSchema", "input", source.Name, _types[pair].ToString(), source.Type.ToString());
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
        annotations.Add(source.Annotations, kind => AnnotationUtils.Kinds.SlotNames.Equals(kind, StringComparison.Ordinal));
        return new OutputColumn
        {
            Name = ColumnPairs[pair].outputColumnName,
            Type = source.Type,
            Annotations = annotations.ToAnnotations(),
            Sources = [source.Index],
            MakeGetter = row => _functions[pair] is SlotFunction<double> function
                ? MakeGetter(row, source, function)
                : MakeGetter(row, source, (SlotFunction<float>)_functions[pair]),
        };
    }

    private static (Func<bool> Learn, Func<object> Finish) MakeLearner<T>(DataViewRow row, DataViewSchema.Column source, NormalizedColumn column)
        where T : IFloatingPointIeee754<T>
    {
        int size = source.Type.GetValueCount();
        SlotStatistics<T> statistics = column.Kind == NormalizationKind.MinMax
            ? new RangeStatistics<T>(size, column.FixZero)
            : new MomentStatistics<T>(size, column.FixZero, column.UseCdf);
        var getVector = VectorGetter<T>(row, source);
        VBuffer<T> vector = default;
        long left = column.MaximumExampleCount;
        return (() =>
        {
            if (left-- <= 0)
                return false;
            getVector(ref vector);
            Contracts.Check(vector.Length == size, $"Normalizer expected {size} slots but got {vector.Length}");
            statistics.Add(vector);
            return true;
        }, statistics.Finish);
    }

    private static ValueGetter<VBuffer<T>> VectorGetter<T>(DataViewRow row, DataViewSchema.Column source)
    {
        if (source.Type is VectorDataViewType)
            return row.GetGetter<VBuffer<T>>(source);
        var getValue = row.GetGetter<T>(source);
        return (ref VBuffer<T> vector) =>
        {
            var editor = VBufferEditor.Create(ref vector, 1);
            getValue(ref editor.Values[0]);
            vector = editor.Commit();
        };
    }

    private static Delegate MakeGetter<T>(DataViewRow row, DataViewSchema.Column source, SlotFunction<T> function)
        where T : IFloatingPointIeee754<T>
    {
        if (source.Type is not VectorDataViewType)
        {
            var getValue = row.GetGetter<T>(row.Schema[source.Index]);
            return (ValueGetter<T>)((ref T value) =>
            {
                getValue(ref value);
                value = function.Apply(0, value);
            });
        }

        var getVector = row.GetGetter<VBuffer<T>>(row.Schema[source.Index]);
        VBuffer<T> vector = default;
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) =>
        {
            getVector(ref vector);
            Contracts.Check(vector.Length == function.First.Length);
            if (function.HasOffsets && !vector.IsDense)
                vector.CopyToDense(ref destination);
            else
                vector.CopyTo(ref destination);
            var editor = VBufferEditor.CreateFromBuffer(ref destination);
            for (int i = 0; i < editor.Values.Length; i++)
                editor.Values[i] = function.Apply(editor.Indices.IsEmpty ? i : editor.Indices[i], editor.Values[i]);
            destination = editor.Commit();
        });
    }

    private static NormalizerModelParametersBase Parameters<T>(SlotFunction<T> function, bool vector)
        where T : IFloatingPointIeee754<T>
    {
        if (!vector)
        {
            return function.UseCdf
                ? new CdfNormalizerModelParameters<T>(function.First[0], function.Second[0])
                : new AffineNormalizerModelParameters<T>(function.First[0], function.Second[0]);
        }
        ImmutableArray<T> first = [.. function.First];
        ImmutableArray<T> second = function.UseCdf || function.HasOffsets ? [.. function.Second] : [];
        return function.UseCdf
            ? new CdfNormalizerModelParameters<ImmutableArray<T>>(first, second)
            : new AffineNormalizerModelParameters<ImmutableArray<T>>(first, second);
    }

    /// <summary>What a normalizer learnt of a column.</summary>
    public abstract class NormalizerModelParametersBase
    {
        private protected NormalizerModelParametersBase()
        {
        }
    }

    /// <summary>value → (value - offset) * scale.</summary>
    public sealed class AffineNormalizerModelParameters<TData> : NormalizerModelParametersBase
    {
        internal AffineNormalizerModelParameters(TData scale, TData offset)
        {
            Scale = scale;
            Offset = offset;
        }

        public TData Scale { get; }

        /// <summary>Empty for a vector whose offsets are all zero.</summary>
        public TData Offset { get; }
    }

    /// <summary>value → the share of a normal distribution below it.</summary>
    public sealed class CdfNormalizerModelParameters<TData> : NormalizerModelParametersBase
    {
        internal CdfNormalizerModelParameters(TData mean, TData standardDeviation)
        {
            Mean = mean;
            StandardDeviation = standardDeviation;
        }

        public TData Mean { get; }

        public TData StandardDeviation { get; }

        /// <summary>Whether logarithms of the values are taken first.</summary>
        public bool UseLog => false;
    }
}
