using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(typeof(ITransformer), typeof(TextFeaturizingTransformer), null, typeof(SignatureLoadModel), "Text Transform", TextFeaturizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Text;

/// <summary>Fitted text featurization: its stages as one.</summary>
internal sealed class TextFeaturizingTransformer : ITransformer
{
    public const string LoaderSignature = "Text";

    private readonly IHost _host;
    private readonly TransformerChain<ITransformer> _chain;

    public TextFeaturizingTransformer(IHostEnvironment env, TransformerChain<ITransformer> chain)
    {
        _host = env.Register("Transformer");
        _chain = chain;
    }

    private static VersionInfo Version => new("TEXT XFM", 0x00010002, 0x00010002, 0x00010002, typeof(TextFeaturizingTransformer).Assembly.GetName().Name, LoaderSignature);

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return _chain.GetOutputSchema(inputSchema);
    }

    public IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return _chain.Transform(input);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return ((ITransformer)_chain).GetRowToRowMapper(inputSchema);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        _host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.SaveModel(_chain, "Chain");
    }

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        ctx.LoadModel<TransformerChain<ITransformer>, SignatureLoadModel>(env, out var chain, "Chain");
        return new TextFeaturizingTransformer(env, chain);
    }
}
