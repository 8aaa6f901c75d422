using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>How a <see cref="PretrainedEmbeddingsTransformer"/> stands in a model file, and how it is read back.</summary>
/// <remarks>
/// Main stream: input column, output column (strings), cache budget (int64), then the list of entries. Entries: the encoder's weights,
/// configuration, tokenizer and options, each a file of its own.
/// </remarks>
internal static class PretrainedEmbeddingsArchive
{
    /// <summary>The name under which ML.NET finds <see cref="Create"/>.</summary>
    public const string LoaderSignature = "PretrainedEmbeddings";

    private static readonly ComponentVersion Version = new("PRETREMB", Written: 0x00010001, Readable: 0x00010001, Oldest: 0x00010001, LoaderSignature);

    /// <summary>Saves <paramref name="transformer"/>.</summary>
    public static void Save(PretrainedEmbeddingsTransformer transformer, ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var main = MLNetInternals.Current.BeginSave(context, Version);
        main.Write(transformer.InputColumnName);
        main.Write(transformer.OutputColumnName);
        main.Write(transformer.Embedder.CacheBytes);
        StoredEntries.Save(context, main, transformer.Embedder.Embedder.ToArchive().Entries);
    }

    // ML.NET looks for exactly this: static, this name, and a return type equal to the registered one. Its load context is an internal
    // type, which it is content to pass as an object.
    private static PretrainedEmbeddingsTransformer Create(IHostEnvironment env, object ctx)
    {
        var main = MLNetInternals.Current.BeginLoad(ctx, Version);
        var input = main.ReadString();
        var output = main.ReadString();
        var cacheBytes = main.ReadInt64();
        if (input.Length == 0 || output.Length == 0 || cacheBytes < 0)
            throw new InvalidDataException($"The model names the columns '{input}' and '{output}' and a cache of {cacheBytes} bytes: names are not empty and a cache is not negative.");

        var entries = StoredEntries.Load(ctx, main);
        using var channel = env.Start("Loading the encoder");
        var embedder = TextEmbedder.FromArchive(new EmbedderArchive(entries), LoaderSignature);
        EmbedderDescription.Write(channel, embedder, cacheBytes);
        return new PretrainedEmbeddingsTransformer(env, new MemoizedEmbedder(embedder, cacheBytes), input, output);
    }
}
