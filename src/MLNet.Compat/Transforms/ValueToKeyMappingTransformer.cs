using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ValueToKeyMappingTransformer), null, typeof(SignatureLoadModel), "Term Transform", ValueToKeyMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Maps values to their numbers, with the values as annotations; unknown values become the missing key.</summary>
public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TermTransform";
    private const string RegistrationName = "Term";
    private const string ValuesFolder = "Vocabulary";

    private readonly TermMap[] _maps;
    private readonly bool[] _valuesAsText;

    internal ValueToKeyMappingTransformer(IHostEnvironment env, IDataView input, ValueToKeyColumn[] columns, IDataView keyData = null)
        : base(Contracts.CheckRef(env, nameof(env)).Register(RegistrationName), Array.ConvertAll(columns, column => (column.Output, column.Input)))
    {
        Host.CheckValue(input, nameof(input));
        _valuesAsText = Array.ConvertAll(columns, column => column.ValuesAsText);
        _maps = new TermMap[columns.Length];
        using var channel = Host.Start("Training");
        var sources = Array.ConvertAll(columns, column => Source(input.Schema, column.Input));
        if (keyData != null)
            LearnFromKeyData(channel, keyData, columns, sources);
        else
            LearnFromData(channel, input, columns, sources);
    }

    private ValueToKeyMappingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _maps = new TermMap[ColumnPairs.Length];
        _valuesAsText = new bool[ColumnPairs.Length];
        for (int i = 0; i < _maps.Length; i++)
            _valuesAsText[i] = ctx.Reader.ReadBoolean();
        bool found = ctx.TryProcessSubModel(ValuesFolder, values =>
        {
            values.CheckAtModel(ValuesVersion);
            for (int i = 0; i < _maps.Length; i++)
            {
                _maps[i] = TermMap.Create(ItemTypeFormat.Read(values.Reader));
                _maps[i].Load(values.Reader);
            }
        });
        host.CheckDecode(found, "Missing Terms model");
    }

    private static VersionInfo Version => new("TERMTRNF", 0x00010003, 0x00010003, 0x00010003, typeof(ValueToKeyMappingTransformer).Assembly.GetName().Name, LoaderSignature);

    private static VersionInfo ValuesVersion => new("TERM MAN", 0x00010003, 0x00010003, 0x00010003, typeof(ValueToKeyMappingTransformer).Assembly.GetName().Name, "TermManager");

    private static ValueToKeyMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var host = Contracts.CheckRef(env, nameof(env)).Register(RegistrationName);
        ctx.CheckAtModel(Version);
        return new ValueToKeyMappingTransformer(host, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        foreach (bool asText in _valuesAsText)
            ctx.Writer.Write(asText);
        ctx.SaveSubModel(ValuesFolder, values =>
        {
            values.CheckAtModel();
            values.SetVersionInfo(ValuesVersion);
            foreach (var map in _maps)
            {
                ItemTypeFormat.Write(values.Writer, map.ItemType);
                map.Save(values.Writer);
            }
        });
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) =>
        ColumnMapper.OneToOne(this, Host, schema, ColumnPairs, BindColumn);

    private OutputColumn BindColumn(int pair, DataViewSchema.Column source)
    {
        var map = _maps[pair];
        var itemType = source.Type.GetItemType();
        if (!itemType.Equals(map.ItemType))
        {
            throw Host.Except("Could not apply a map over type '{0}' to column '{1}' since it has type '{2}'",
                map.ItemType, ColumnPairs[pair].outputColumnName, itemType);
        }
        var annotations = new DataViewSchema.Annotations.Builder();
        map.AddKeyValues(annotations, source, _valuesAsText[pair]);
        annotations.Add(source.Annotations, kind => AnnotationUtils.Kinds.SlotNames.Equals(kind, StringComparison.Ordinal));
        return new OutputColumn
        {
            Name = ColumnPairs[pair].outputColumnName,
            Type = source.Type is VectorDataViewType vector ? new VectorDataViewType(map.KeyType, vector.Dimensions) : map.KeyType,
            Annotations = annotations.ToAnnotations(),
            Sources = [source.Index],
            MakeGetter = row => map.MakeGetter(row, row.Schema[source.Index]),
        };
    }

    private DataViewSchema.Column Source(DataViewSchema schema, string name)
    {
        var column = schema.GetColumnOrNull(name) ?? throw Host.ExceptSchemaMismatch("inputSchema", "input", name);
        var itemType = column.Type.GetItemType();
        if (itemType is not KeyDataViewType && !itemType.IsStandardScalar())
            throw Host.ExceptSchemaMismatch("inputSchema", "input", name, "standard type or a vector of standard type", column.Type.ToString());
        return column;
    }

    private void LearnFromKeyData(IChannel channel, IDataView keyData, ValueToKeyColumn[] columns, DataViewSchema.Column[] sources)
    {
        var column = keyData.Schema[0];
        var itemType = sources[0].Type.GetItemType();
        if (!column.Type.Equals(itemType))
            throw channel.ExceptUserArg(nameof(keyData), "Input data's column must be of type '{0}' but was '{1}'", itemType, column.Type);
        var map = TermMap.Create((PrimitiveDataViewType)itemType);
        using (var cursor = keyData.GetRowCursor(keyData.Schema))
        {
            var collect = map.CollectFrom(cursor, column, int.MaxValue);
            while (cursor.MoveNext() && collect())
                Host.CheckAlive();
        }
        if (map.Count == 0)
            channel.Warning("Map from the term data resulted in an empty map.");
        if (columns[0].Ordinality == ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            map.Sort();
        for (int i = 0; i < _maps.Length; i++)
        {
            if (!sources[i].Type.GetItemType().Equals(map.ItemType))
            {
                throw channel.ExceptParam(nameof(keyData), "Terms from input data type '{0}' but mismatches column '{1}' item type '{2}'",
                    map.ItemType, columns[i].Output, sources[i].Type.GetItemType());
            }
            _maps[i] = map;
        }
    }

    private void LearnFromData(IChannel channel, IDataView input, ValueToKeyColumn[] columns, DataViewSchema.Column[] sources)
    {
        using (var cursor = input.GetRowCursor(sources.DistinctBy(source => source.Index)))
        {
            var open = new List<Func<bool>>();
            for (int i = 0; i < columns.Length; i++)
            {
                channel.CheckUserArg(columns[i].MaximumNumberOfKeys > 0, "MaxNumTerms", "Must be positive");
                _maps[i] = TermMap.Create((PrimitiveDataViewType)sources[i].Type.GetItemType());
                open.Add(_maps[i].CollectFrom(cursor, sources[i], columns[i].MaximumNumberOfKeys));
            }
            while (open.Count > 0 && cursor.MoveNext())
            {
                Host.CheckAlive();
                open.RemoveAll(collect => !collect());
            }
        }

        for (int i = 0; i < columns.Length; i++)
        {
            if (_maps[i].Count == 0)
                channel.Warning("Term map for output column '{0}' contains no entries.", columns[i].Output);
            if (columns[i].Ordinality == ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
                _maps[i].Sort();
        }
    }
}
