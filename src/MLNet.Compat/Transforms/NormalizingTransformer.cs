using System.Collections.Immutable;
using System.Globalization;
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
        _types = Array.ConvertAll(sources, source => Checked(source.Type));
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
            int column = i;
            _types[i] = Checked(TypeSerializer.Read(host, ctx.Reader));
            bool found = ctx.TryProcessSubModel(Folder(i), function =>
            {
                function.CheckAtModel(FunctionVersion);
                _functions[column] = _types[column].GetItemType().RawType == typeof(double) ? SlotFunction<double>.Load(function.Reader) : SlotFunction<float>.Load(function.Reader);
                host.CheckDecode(SlotsOf(_functions[column]) == _types[column].GetValueCount());
            });
            host.CheckDecode(found);
        }
    }

    private static VersionInfo Version => new("NORMALZR", 0x00010002, 0x00010002, 0x00010002, typeof(NormalizingTransformer).Assembly.GetName().Name, LoaderSignature);

    private static VersionInfo FunctionVersion => new("NORMFNCT", 0x00010001, 0x00010001, 0x00010001, typeof(NormalizingTransformer).Assembly.GetName().Name, "NormalizeFunction");

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
            TypeSerializer.Write(ctx.Writer, _types[i]);
            object learnt = _functions[i];
            ctx.SaveSubModel(Folder(i), inner =>
            {
                inner.CheckAtModel();
                inner.SetVersionInfo(FunctionVersion);
                if (learnt is SlotFunction<double> function)
                    function.Save(inner.Writer);
                else
                    ((SlotFunction<float>)learnt).Save(inner.Writer);
            });
        }
    }

    private static int SlotsOf(object function) => function is SlotFunction<double> wide ? wide.First.Length : ((SlotFunction<float>)function).First.Length;

    private static string Folder(int i) => string.Create(CultureInfo.InvariantCulture, $"Normalizer_{i:000}");

    private static DataViewType Checked(DataViewType type)
    {
        if (type is VectorDataViewType { IsKnownSize: false } || (type.GetItemType() != NumberDataViewType.Single && type.GetItemType() != NumberDataViewType.Double))
            throw Contracts.ExceptParam("srcType", "Wrong column type for input column. Expected: Single, Double, Vector of Single or Vector of Double. Got: {0}.", type);
        return type;
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
