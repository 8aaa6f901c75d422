using System.Collections.Frozen;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(typeof(CustomStopWordsRemovingTransformer), null, typeof(SignatureLoadModel), "Custom Stopwords Remover Transform", CustomStopWordsRemovingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Text;

/// <summary>Removes given words.</summary>
public sealed class CustomStopWordsRemovingEstimator : TrivialEstimator<CustomStopWordsRemovingTransformer>
{
    internal CustomStopWordsRemovingEstimator(IHostEnvironment env, string outputColumnName, string inputColumnName, params string[] stopwords)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(CustomStopWordsRemovingEstimator)),
            new CustomStopWordsRemovingTransformer(env, stopwords, (outputColumnName, inputColumnName ?? outputColumnName)))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return TextShapes.AppendVectors(Host, inputSchema, Transformer.ColumnPairs, "vector of Text type");
    }

    /// <summary>Makes text featurization remove given words.</summary>
    public sealed class Options : IStopWordsRemoverOptions
    {
        public string[] StopWords;
    }
}

/// <summary>Removes given words.</summary>
public sealed class CustomStopWordsRemovingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "CustomStopWords";
    private const string RegistrationName = "CustomStopWordsRemover";
    private const string WordsFolder = "Stopwords";

    private readonly FrozenSet<string> _words;

    internal CustomStopWordsRemovingTransformer(IHostEnvironment env, string[] stopwords, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(RegistrationName), columns)
        => _words = StopWords.Set(stopwords);

    private CustomStopWordsRemovingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        var words = new List<string>();
        bool found = ctx.TryProcessSubModel(WordsFolder, inner =>
        {
            inner.CheckAtModel(WordsVersion);
            int count = inner.Reader.ReadInt32();
            host.CheckDecode(count >= 0);
            for (int i = 0; i < count; i++)
                words.Add(inner.LoadNonEmptyString());
        });
        host.CheckDecode(found);
        _words = StopWords.Set(words);
    }

    private static VersionInfo Version => new("CSTOPWRD", 0x00010001, 0x00010001, 0x00010001, typeof(CustomStopWordsRemovingTransformer).Assembly.GetName().Name, LoaderSignature);

    private static VersionInfo WordsVersion => new("STOPWRDM", 0x00010001, 0x00010001, 0x00010001, typeof(CustomStopWordsRemovingTransformer).Assembly.GetName().Name, "CustomStopWordsManager");

    private static CustomStopWordsRemovingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var host = Contracts.CheckRef(env, nameof(env)).Register(RegistrationName);
        ctx.CheckAtModel(Version);
        return new CustomStopWordsRemovingTransformer(host, ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        ctx.SaveSubModel(WordsFolder, inner =>
        {
            inner.CheckAtModel();
            inner.SetVersionInfo(WordsVersion);
            inner.Writer.Write(_words.Count);
            foreach (string word in _words)
                inner.SaveNonEmptyString(word);
        });
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) =>
        ColumnMapper.OneToOne(this, Host, schema, ColumnPairs,
            (pair, source) => StopWords.Bind(Host, ColumnPairs[pair].outputColumnName, source, _words));
}
