using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(typeof(TextNormalizingTransformer), null, typeof(SignatureLoadModel), "Text Normalizer Transform", TextNormalizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Text;

/// <summary>Changes the case of text and removes diacritics, punctuation and numbers.</summary>
public sealed class TextNormalizingEstimator : TrivialEstimator<TextNormalizingTransformer>
{
    internal TextNormalizingEstimator(IHostEnvironment env, CaseMode caseMode, bool keepDiacritics, bool keepPunctuations, bool keepNumbers,
        params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(TextNormalizingEstimator)),
            new TextNormalizingTransformer(env, new TextNormalizer(caseMode, keepDiacritics, keepPunctuations, keepNumbers), columns))
    {
    }

    /// <summary>What becomes of upper and lower case.</summary>
    public enum CaseMode
    {
        Lower = 0,
        Upper = 1,
        None = 2,
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return TextShapes.Append(Host, inputSchema, Transformer.ColumnPairs, TextNormalizingTransformer.ExpectedColumnType, column =>
            column.Kind == SchemaShape.Column.VectorKind.Scalar ? SchemaShape.Column.VectorKind.Scalar : SchemaShape.Column.VectorKind.VariableVector);
    }
}

/// <summary>Changes the case of text and removes diacritics, punctuation and numbers.</summary>
public sealed class TextNormalizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TextNormalizerTransform";
    internal const string ExpectedColumnType = "String or vector of String";
    private const string RegistrationName = "TextNormalizer";

    private readonly TextNormalizer _normalizer;

    internal TextNormalizingTransformer(IHostEnvironment env, TextNormalizer normalizer, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(RegistrationName), columns)
        => _normalizer = normalizer;

    private TextNormalizingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        var caseMode = (TextNormalizingEstimator.CaseMode)ctx.Reader.ReadByte();
        host.CheckDecode(Enum.IsDefined(caseMode));
        _normalizer = new TextNormalizer(caseMode, ctx.Reader.ReadBoolean(), ctx.Reader.ReadBoolean(), ctx.Reader.ReadBoolean());
    }

    private static VersionInfo Version => new("TEXTNORM", 0x00010001, 0x00010001, 0x00010001, typeof(TextNormalizingTransformer).Assembly.GetName().Name, LoaderSignature);

    private static TextNormalizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var host = Contracts.CheckRef(env, nameof(env)).Register(RegistrationName);
        ctx.CheckAtModel(Version);
        return new TextNormalizingTransformer(host, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        ctx.Writer.Write((byte)_normalizer.CaseMode);
        ctx.Writer.Write(_normalizer.KeepDiacritics);
        ctx.Writer.Write(_normalizer.KeepPunctuations);
        ctx.Writer.Write(_normalizer.KeepNumbers);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) =>
        ColumnMapper.OneToOne(this, Host, schema, ColumnPairs, BindColumn);

    private OutputColumn BindColumn(int pair, DataViewSchema.Column source)
    {
        TextShapes.Check(Host, source, ExpectedColumnType);
        bool vector = source.Type is VectorDataViewType;
        return new OutputColumn
        {
            Name = ColumnPairs[pair].outputColumnName,
            Type = vector ? new VectorDataViewType(TextDataViewType.Instance) : source.Type,
            Sources = [source.Index],
            MakeGetter = row => vector ? VectorGetter(row, source.Index) : ScalarGetter(row, source.Index),
        };
    }

    private ValueGetter<ReadOnlyMemory<char>> ScalarGetter(DataViewRow row, int column)
    {
        var getText = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[column]);
        ReadOnlyMemory<char> text = default;
        return (ref ReadOnlyMemory<char> destination) =>
        {
            getText(ref text);
            destination = _normalizer.Normalize(text);
        };
    }

    // Items that come out empty are dropped.
    private ValueGetter<VBuffer<ReadOnlyMemory<char>>> VectorGetter(DataViewRow row, int column)
    {
        var getTexts = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(row.Schema[column]);
        VBuffer<ReadOnlyMemory<char>> texts = default;
        return (ref VBuffer<ReadOnlyMemory<char>> destination) =>
        {
            getTexts(ref texts);
            var kept = new List<ReadOnlyMemory<char>>();
            foreach (var text in texts.GetValues())
            {
                var normalized = _normalizer.Normalize(text);
                if (!normalized.IsEmpty)
                    kept.Add(normalized);
            }
            TextShapes.Fill(kept, ref destination);
        };
    }
}
