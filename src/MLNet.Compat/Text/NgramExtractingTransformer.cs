using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(typeof(NgramExtractingTransformer), null, typeof(SignatureLoadModel), "NGram Transform", NgramExtractingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Text;

/// <summary>Counts the learnt n-grams of vectors of keys.</summary>
public sealed class NgramExtractingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "NgramTransform";
    internal const string ExpectedColumnType = "Expected vector of Key type, and Key is convertible to UInt32";

    private readonly NgramDictionary[] _dictionaries;

    internal NgramExtractingTransformer(IHostEnvironment env, IDataView input, NgramColumn[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(NgramExtractingTransformer)), Array.ConvertAll(columns, column => (column.Output, column.Input)))
    {
        var sources = Array.ConvertAll(columns, column => input.Schema.GetColumnOrNull(column.Input)
            ?? throw Host.ExceptSchemaMismatch("inputSchema", "input", column.Input));
        foreach (var source in sources.Where(source => source.Type is VectorDataViewType))
            Checked(source);
        using var cursor = input.GetRowCursor(sources.DistinctBy(source => source.Index));
        var learners = columns.Select((column, i) => NgramDictionary.StartLearning(column, MaximumKey(sources[i].Type))).ToArray();
        var getters = Array.ConvertAll(sources, source => RowCursorUtils.GetVecGetterAs<uint>(NumberDataViewType.UInt32, cursor, source));
        var rows = new VBuffer<uint>[columns.Length];
        bool more = true;
        while (more && cursor.MoveNext())
        {
            Host.CheckAlive();
            more = false;
            for (int i = 0; i < columns.Length; i++)
            {
                getters[i](ref rows[i]);
                more |= learners[i].Learn(rows[i]);
            }
        }
        _dictionaries = Array.ConvertAll(learners, learner => learner.Finish());
    }

    private NgramExtractingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _dictionaries = new NgramDictionary[ColumnPairs.Length];
        for (int i = 0; i < _dictionaries.Length; i++)
            _dictionaries[i] = NgramDictionary.Load(ctx.Reader);
    }

    private static VersionInfo Version => new("NGRAMTRN", 0x00010003, 0x00010003, 0x00010003, typeof(NgramExtractingTransformer).Assembly.GetName().Name, LoaderSignature);

    private static NgramExtractingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var host = Contracts.CheckRef(env, nameof(env)).Register(nameof(NgramExtractingTransformer));
        ctx.CheckAtModel(Version);
        return new NgramExtractingTransformer(host, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        foreach (var dictionary in _dictionaries)
            dictionary.Save(ctx.Writer);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) =>
        ColumnMapper.OneToOne(this, Host, schema, ColumnPairs, BindColumn);

    private OutputColumn BindColumn(int pair, DataViewSchema.Column source)
    {
        Checked(source);
        var dictionary = _dictionaries[pair];
        int count = dictionary.Pool.Count;
        var annotations = new DataViewSchema.Annotations.Builder();
        if (HasTextKeyValues(source))
            annotations.AddSlotNames(count, (ref VBuffer<ReadOnlyMemory<char>> names) => names = SlotNames(dictionary, source));
        return new OutputColumn
        {
            Name = ColumnPairs[pair].outputColumnName,
            Type = new VectorDataViewType(NumberDataViewType.Single, count),
            Annotations = annotations.ToAnnotations(),
            Sources = [source.Index],
            MakeGetter = row => MakeGetter(dictionary, row, source),
        };
    }

    private DataViewSchema.Column Checked(DataViewSchema.Column source)
    {
        if (source.Type is not VectorDataViewType { ItemType: KeyDataViewType })
            throw Host.ExceptSchemaMismatch("inputSchema", "input", source.Name, ExpectedColumnType, source.Type.ToString());
        return source;
    }

    private static bool HasTextKeyValues(DataViewSchema.Column source) =>
        source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type is VectorDataViewType { ItemType: TextDataViewType } values
        && (ulong)values.Size == source.Type.GetItemType().GetKeyCount();

    private static uint MaximumKey(DataViewType type) => (uint)Math.Min(type.GetItemType().GetKeyCount(), uint.MaxValue);

    private static ValueGetter<VBuffer<float>> MakeGetter(NgramDictionary dictionary, DataViewRow row, DataViewSchema.Column source)
    {
        var getKeys = RowCursorUtils.GetVecGetterAs<uint>(NumberDataViewType.UInt32, row, row.Schema[source.Index]);
        var count = dictionary.MakeCounter(MaximumKey(source.Type));
        var result = new VBufferHolder();
        VBuffer<uint> keys = default;
        return (ref VBuffer<float> destination) =>
        {
            getKeys(ref keys);
            result.Value = destination;
            count(keys, result);
            destination = result.Value;
        };
    }

    // The keys of an n-gram joined by bars; a missing key is a star.
    private static VBuffer<ReadOnlyMemory<char>> SlotNames(NgramDictionary dictionary, DataViewSchema.Column source)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        source.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref values);
        var terms = new ReadOnlyMemory<char>[values.Length];
        values.CopyTo(terms);
        var names = new ReadOnlyMemory<char>[dictionary.Pool.Count];
        var builder = new StringBuilder();
        for (int i = 0; i < names.Length; i++)
        {
            builder.Clear();
            foreach (uint key in dictionary.Pool[i])
            {
                if (builder.Length > 0)
                    builder.Append('|');
                if (key == 0 || key > terms.Length)
                    builder.Append('*');
                else
                    builder.Append(terms[key - 1]);
            }
            names[i] = builder.ToString().AsMemory();
        }
        return new VBuffer<ReadOnlyMemory<char>>(names.Length, names);
    }
}
