using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Saving, loading and use of models.</summary>
public sealed partial class ModelOperationsCatalog : IInternalCatalog
{
    private const string SchemaEntryName = "Schema";

    private readonly IHostEnvironment _env;

    internal ModelOperationsCatalog(IHostEnvironment env) => _env = env;

    IHostEnvironment IInternalCatalog.Environment => _env;

    public void Save<TSource>(ITransformer model, IDataLoader<TSource> loader, Stream stream)
    {
        _env.CheckValue(loader, nameof(loader));
        _env.CheckValue(stream, nameof(stream));
        var chain = model == null ? null : new TransformerChain<ITransformer>(model);
        using var repository = RepositoryWriter.CreateNew(stream, _env);
        ModelSaveContext.SaveModel(repository, new CompositeDataLoader<TSource, ITransformer>(loader, chain), null);
        repository.Commit();
    }

    public void Save<TSource>(ITransformer model, IDataLoader<TSource> loader, string filePath)
    {
        _env.CheckValue(loader, nameof(loader));
        _env.CheckNonEmpty(filePath, nameof(filePath));
        using var stream = File.Create(filePath);
        Save(model, loader, stream);
    }

    public void Save(ITransformer model, DataViewSchema inputSchema, Stream stream)
    {
        _env.CheckValue(stream, nameof(stream));
        using var repository = RepositoryWriter.CreateNew(stream, _env);
        ModelSaveContext.SaveModel(repository, model, CompositeDataLoader.TransformerDirectory);
        if (inputSchema != null)
        {
            using var entry = repository.CreateEntry(SchemaEntryName);
            using var writer = new BinaryWriter(entry.Stream, Encoding.UTF8, leaveOpen: true);
            var schema = new EmptyDataView(_env, inputSchema).Schema;
            SchemaSerializer.Write(_env.Register("BinarySaver"), writer, schema);
        }

        repository.Commit();
    }

    public void Save(ITransformer model, DataViewSchema inputSchema, string filePath)
    {
        _env.CheckNonEmpty(filePath, nameof(filePath));
        using var stream = File.Create(filePath);
        Save(model, inputSchema, stream);
    }

    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        _env.CheckValue(stream, nameof(stream));
        using var repository = RepositoryReader.Open(stream, _env);
        using (var entry = repository.OpenEntryOrNull(SchemaEntryName))
        {
            if (entry != null)
            {
                using var reader = new BinaryReader(entry.Stream, Encoding.UTF8, leaveOpen: true);
                inputSchema = SchemaSerializer.Read(_env.Register("BinaryLoader"), reader);
                ModelLoadContext.LoadModel<ITransformer, SignatureLoadModel>(_env, out var model, repository, CompositeDataLoader.TransformerDirectory);
                return model;
            }
        }

        if (ModelLoadContext.LoadModelOrNull<IDataLoader<IMultiStreamSource>, SignatureLoadModel>(_env, out var loader, repository, null))
        {
            var model = Decompose(ref loader);
            inputSchema = loader.GetOutputSchema();
            return model;
        }

        inputSchema = null;
        if (ModelLoadContext.LoadModelOrNull<ITransformer, SignatureLoadModel>(_env, out var bare, repository, CompositeDataLoader.TransformerDirectory))
            return bare;
        throw _env.Except(_env.ExceptDecode("Corrupt model file"), "Could not load legacy format model");
    }

    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        _env.CheckNonEmpty(filePath, nameof(filePath));
        using var stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }

    public ITransformer LoadWithDataLoader(Stream stream, out IDataLoader<IMultiStreamSource> loader)
    {
        _env.CheckValue(stream, nameof(stream));
        using var repository = RepositoryReader.Open(stream, _env);
        try
        {
            ModelLoadContext.LoadModel<IDataLoader<IMultiStreamSource>, SignatureLoadModel>(_env, out loader, repository, null);
            return Decompose(ref loader);
        }
        catch (Exception ex)
        {
            throw _env.Except(ex, "Model does not contain an IDataLoader. Perhaps this was saved with an DataViewSchema, "
                + "or even no information on its input at all. Consider using the Load method instead.");
        }
    }

    public ITransformer LoadWithDataLoader(string filePath, out IDataLoader<IMultiStreamSource> loader)
    {
        _env.CheckNonEmpty(filePath, nameof(filePath));
        using var stream = File.OpenRead(filePath);
        return LoadWithDataLoader(stream, out loader);
    }

    // Saving wraps a transformer into a chain of one: unwrap it.
    private static ITransformer Decompose(ref IDataLoader<IMultiStreamSource> loader)
    {
        if (loader is not CompositeDataLoader<IMultiStreamSource, ITransformer> composite)
            return new TransformerChain<ITransformer>();
        loader = composite.Loader;
        var transformers = ((ITransformerChainAccessor)composite.Transformer).Transformers;
        return transformers.Length == 1 ? transformers[0] : composite.Transformer;
    }
}
