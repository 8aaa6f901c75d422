using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(typeof(WordTokenizingTransformer), null, typeof(SignatureLoadModel), "Tokenize Text Transform", WordTokenizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Text;

/// <summary>Splits text into words.</summary>
public sealed class WordTokenizingEstimator : TrivialEstimator<WordTokenizingTransformer>
{
    internal WordTokenizingEstimator(IHostEnvironment env, char[] separators, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(WordTokenizingEstimator)), new WordTokenizingTransformer(env, separators ?? [' '], columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return TextShapes.Append(Host, inputSchema, Transformer.ColumnPairs, WordTokenizingTransformer.ExpectedColumnType,
            _ => SchemaShape.Column.VectorKind.VariableVector);
    }
}

/// <summary>Splits text into words.</summary>
public sealed class WordTokenizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TokenizeTextTransform";
    internal const string ExpectedColumnType = "String or Vector of String";
    private const string RegistrationName = "DelimitedTokenize";

    private readonly char[] _separators;

    internal WordTokenizingTransformer(IHostEnvironment env, char[] separators, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(RegistrationName), columns)
        => _separators = separators;

    private WordTokenizingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _separators = ctx.Reader.ReadString().ToCharArray();
        host.CheckDecode(_separators.Length > 0);
    }

    private static VersionInfo Version => new("WRDTOKNS", 0x00010001, 0x00010001, 0x00010001, typeof(WordTokenizingTransformer).Assembly.GetName().Name, LoaderSignature);

    private static WordTokenizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var host = Contracts.CheckRef(env, nameof(env)).Register(RegistrationName);
        ctx.CheckAtModel(Version);
        return new WordTokenizingTransformer(host, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        ctx.Writer.Write(new string(_separators));
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) =>
        ColumnMapper.OneToOne(this, Host, schema, ColumnPairs, BindColumn);

    private OutputColumn BindColumn(int pair, DataViewSchema.Column source)
    {
        TextShapes.Check(Host, source, ExpectedColumnType);
        return new OutputColumn
        {
            Name = ColumnPairs[pair].outputColumnName,
            Type = new VectorDataViewType(TextDataViewType.Instance),
            Sources = [source.Index],
            MakeGetter = row => MakeGetter(row, source),
        };
    }

    private ValueGetter<VBuffer<ReadOnlyMemory<char>>> MakeGetter(DataViewRow row, DataViewSchema.Column source)
    {
        var words = new List<ReadOnlyMemory<char>>();
        if (source.Type is not VectorDataViewType)
        {
            var getText = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[source.Index]);
            ReadOnlyMemory<char> text = default;
            return (ref VBuffer<ReadOnlyMemory<char>> destination) =>
            {
                getText(ref text);
                words.Clear();
                WordSplitter.Split(text, _separators, words);
                TextShapes.Fill(words, ref destination);
            };
        }

        var getTexts = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(row.Schema[source.Index]);
        VBuffer<ReadOnlyMemory<char>> texts = default;
        return (ref VBuffer<ReadOnlyMemory<char>> destination) =>
        {
            getTexts(ref texts);
            words.Clear();
            foreach (var text in texts.GetValues())
                WordSplitter.Split(text, _separators, words);
            TextShapes.Fill(words, ref destination);
        };
    }
}
