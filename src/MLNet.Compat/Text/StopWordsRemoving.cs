using System.Collections.Frozen;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(typeof(StopWordsRemovingTransformer), null, typeof(SignatureLoadModel), "Stopwords Remover Transform", StopWordsRemovingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Text;

/// <summary>Removes the words without meaning of a language.</summary>
public sealed class StopWordsRemovingEstimator : TrivialEstimator<StopWordsRemovingTransformer>
{
    internal const string ExpectedColumnType = "Vector of String";

    internal StopWordsRemovingEstimator(IHostEnvironment env, Language language, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(StopWordsRemovingEstimator)), new StopWordsRemovingTransformer(env, language, columns))
    {
    }

    /// <summary>Languages with a list of stop words; this subset carries English alone.</summary>
    public enum Language
    {
        English = 0,
        French = 1,
        German = 2,
        Dutch = 3,
        Danish = 4,
        Swedish = 5,
        Italian = 6,
        Spanish = 7,
        Portuguese = 8,
        Portuguese_Brazilian = 9,
        Norwegian_Bokmal = 10,
        Russian = 11,
        Polish = 12,
        Czech = 13,
        Arabic = 14,
        Japanese = 15,
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return TextShapes.AppendVectors(Host, inputSchema, Transformer.ColumnPairs, ExpectedColumnType);
    }

    /// <summary>Makes text featurization remove the stop words of a language.</summary>
    public sealed class Options : IStopWordsRemoverOptions
    {
        public TextFeaturizingEstimator.Language Language;

        public Options()
        {
            Language = TextFeaturizingEstimator.Language.English;
        }
    }
}

/// <summary>Removes the words without meaning of a language.</summary>
public sealed class StopWordsRemovingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "StopWordsTransform";
    private const string RegistrationName = "StopWordsRemover";

    private readonly StopWordsRemovingEstimator.Language[] _languages;

    internal StopWordsRemovingTransformer(IHostEnvironment env, StopWordsRemovingEstimator.Language language, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(RegistrationName), columns)
        => _languages = [.. Enumerable.Repeat(language, columns.Length)];

    private StopWordsRemovingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _languages = new StopWordsRemovingEstimator.Language[ColumnPairs.Length];
        for (int i = 0; i < _languages.Length; i++)
        {
            _languages[i] = (StopWordsRemovingEstimator.Language)ctx.Reader.ReadInt32();
            host.CheckDecode(Enum.IsDefined(_languages[i]));
            host.CheckDecode(ctx.LoadStringOrNull() is null);
        }
    }

    private static VersionInfo Version => new("STOPWRDR", 0x00010001, 0x00010001, 0x00010001, typeof(StopWordsRemovingTransformer).Assembly.GetName().Name, LoaderSignature);

    private static StopWordsRemovingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var host = Contracts.CheckRef(env, nameof(env)).Register(RegistrationName);
        ctx.CheckAtModel(Version);
        return new StopWordsRemovingTransformer(host, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        foreach (var language in _languages)
        {
            ctx.Writer.Write((int)language);
            ctx.SaveStringOrNull(null);
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema)
    {
        FrozenSet<string>[] words = Array.ConvertAll(_languages, language => StopWords.Of(Host, language));
        return ColumnMapper.OneToOne(this, Host, schema, ColumnPairs,
            (pair, source) => StopWords.Bind(Host, ColumnPairs[pair].outputColumnName, source, words[pair]));
    }
}
