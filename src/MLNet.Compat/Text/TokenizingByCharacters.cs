using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(typeof(TokenizingByCharactersTransformer), null, typeof(SignatureLoadModel), "Character Tokenizer Transform", TokenizingByCharactersTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Text;

/// <summary>Turns text into the keys of its characters (UTF-16 code units).</summary>
public sealed class TokenizingByCharactersEstimator : TrivialEstimator<TokenizingByCharactersTransformer>
{
    internal TokenizingByCharactersEstimator(IHostEnvironment env, bool useMarkerCharacters, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(TokenizingByCharactersEstimator)),
            new TokenizingByCharactersTransformer(env, useMarkerCharacters, columns))
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
            if (column.ItemType is not TextDataViewType)
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", input, TokenizingByCharactersTransformer.ExpectedColumnType, column.ItemType.ToString());
            var annotations = new List<SchemaShape.Column>();
            if (column.Annotations.TryFindColumn(AnnotationUtils.Kinds.SlotNames, out var slots))
                annotations.Add(slots);
            annotations.Add(new SchemaShape.Column(AnnotationUtils.Kinds.KeyValues, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false));
            result[output] = new SchemaShape.Column(output, SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.UInt16, true, new SchemaShape(annotations));
        }
        return new SchemaShape(result.Values);
    }
}

/// <summary>Turns text into the keys of its characters (UTF-16 code units).</summary>
public sealed class TokenizingByCharactersTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "CharToken";
    internal const string ExpectedColumnType = "String";
    private const string RegistrationName = "CharTokenizer";

    private const ushort UnitSeparator = 0x1f;
    private const ushort TextStart = 0x02;
    private const ushort TextEnd = 0x03;

    private readonly bool _marked;

    internal TokenizingByCharactersTransformer(IHostEnvironment env, bool useMarkerCharacters, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(RegistrationName), columns)
        => _marked = useMarkerCharacters;

    private TokenizingByCharactersTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
        => _marked = ctx.Reader.ReadBoolean();

    private static VersionInfo Version => new("CHARTOKN", 0x00010002, 0x00010002, 0x00010002, typeof(TokenizingByCharactersTransformer).Assembly.GetName().Name, LoaderSignature);

    private static TokenizingByCharactersTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var host = Contracts.CheckRef(env, nameof(env)).Register(RegistrationName);
        ctx.CheckAtModel(Version);
        return new TokenizingByCharactersTransformer(host, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        ctx.Writer.Write(_marked);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) =>
        ColumnMapper.OneToOne(this, Host, schema, ColumnPairs, BindColumn);

    private OutputColumn BindColumn(int pair, DataViewSchema.Column source)
    {
        TextShapes.Check(Host, source, ExpectedColumnType);
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(source.Annotations, kind => AnnotationUtils.Kinds.SlotNames.Equals(kind, StringComparison.Ordinal));
        annotations.AddKeyValues<ReadOnlyMemory<char>>(CharacterNames.Count, TextDataViewType.Instance, CharacterNames.CopyTo);
        return new OutputColumn
        {
            Name = ColumnPairs[pair].outputColumnName,
            Type = new VectorDataViewType(new KeyDataViewType(typeof(ushort), CharacterNames.Count)),
            Annotations = annotations.ToAnnotations(),
            Sources = [source.Index],
            MakeGetter = row => source.Type is VectorDataViewType ? VectorGetter(row, source.Index) : ScalarGetter(row, source.Index),
        };
    }

    // Empty text has no characters, not even markers.
    private ValueGetter<VBuffer<ushort>> ScalarGetter(DataViewRow row, int column)
    {
        var getText = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[column]);
        var keys = new List<ushort>();
        ReadOnlyMemory<char> text = default;
        return (ref VBuffer<ushort> destination) =>
        {
            getText(ref text);
            keys.Clear();
            if (!text.IsEmpty)
            {
                Mark(keys, TextStart);
                Append(keys, text.Span);
                Mark(keys, TextEnd);
            }
            Fill(keys, ref destination);
        };
    }

    // Several texts are one stream, with a separator before each but the first; the markers stand even round nothing.
    private ValueGetter<VBuffer<ushort>> VectorGetter(DataViewRow row, int column)
    {
        var getTexts = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(row.Schema[column]);
        var keys = new List<ushort>();
        VBuffer<ReadOnlyMemory<char>> texts = default;
        return (ref VBuffer<ushort> destination) =>
        {
            getTexts(ref texts);
            keys.Clear();
            Mark(keys, TextStart);
            var values = texts.GetValues();
            for (int i = 0; i < values.Length; i++)
            {
                if (values[i].IsEmpty)
                    continue;
                if (i > 0)
                    keys.Add(UnitSeparator);
                Append(keys, values[i].Span);
            }
            Mark(keys, TextEnd);
            Fill(keys, ref destination);
        };
    }

    private void Mark(List<ushort> keys, ushort marker)
    {
        if (_marked)
            keys.Add(marker);
    }

    private static void Append(List<ushort> keys, ReadOnlySpan<char> text)
    {
        foreach (char c in text)
            keys.Add(c);
    }

    private static void Fill(List<ushort> keys, ref VBuffer<ushort> destination)
    {
        var editor = VBufferEditor.Create(ref destination, keys.Count);
        keys.CopyTo(editor.Values);
        destination = editor.Commit();
    }
}
