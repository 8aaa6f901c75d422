using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(IDataLoader<IMultiStreamSource>), typeof(CompositeDataLoader), null, typeof(SignatureLoadModel),
    "Composite Loader", CompositeDataLoader.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>A loader with transformers after it.</summary>
public sealed class CompositeDataLoader<TSource, TLastTransformer> : IDataLoader<TSource>, IDisposable
    where TLastTransformer : class, ITransformer
{
    private bool _disposed;

    public readonly IDataLoader<TSource> Loader;

    public readonly TransformerChain<TLastTransformer> Transformer;

    public CompositeDataLoader(IDataLoader<TSource> loader, TransformerChain<TLastTransformer> transformerChain = null)
    {
        Contracts.CheckValue(loader, nameof(loader));
        Loader = loader;
        Transformer = transformerChain ?? new TransformerChain<TLastTransformer>();
    }

    public IDataView Load(TSource input) => Transformer.Transform(Loader.Load(input));

    public CompositeDataLoader<TSource, TNewLast> AppendTransformer<TNewLast>(TNewLast transformer)
        where TNewLast : class, ITransformer
    {
        Contracts.CheckValue(transformer, nameof(transformer));
        return new CompositeDataLoader<TSource, TNewLast>(Loader, Transformer.Append(transformer));
    }

    public DataViewSchema GetOutputSchema() => Transformer.GetOutputSchema(Loader.GetOutputSchema());

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        Contracts.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(CompositeDataLoader.Version);
        ctx.SaveModel(Loader, CompositeDataLoader.LoaderDirectory);
        ctx.SaveModel(Transformer, CompositeDataLoader.TransformerDirectory);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Transformer.Dispose();
        (Loader as IDisposable)?.Dispose();
    }
}

/// <summary>Loads composite loaders.</summary>
internal static class CompositeDataLoader
{
    public const string LoaderSignature = "CompositeLoader";
    public const string LoaderDirectory = "Loader";
    public const string TransformerDirectory = "TransformerChain";

    public static VersionInfo Version => new("CMPSTLDR", 0x00010001, 0x00010001, 0x00010001,
        typeof(CompositeDataLoader).Assembly.GetName().Name, LoaderSignature);

    private static IDataLoader<IMultiStreamSource> Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        ctx.LoadModel<IDataLoader<IMultiStreamSource>, SignatureLoadModel>(env, out var loader, LoaderDirectory);
        ctx.LoadModel<TransformerChain<ITransformer>, SignatureLoadModel>(env, out var chain, TransformerDirectory);
        return new CompositeDataLoader<IMultiStreamSource, ITransformer>(loader, chain);
    }
}
