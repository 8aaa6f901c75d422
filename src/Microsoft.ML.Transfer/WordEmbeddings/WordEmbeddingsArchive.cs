using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;
using Microsoft.ML.Transfer.StaticVectors;

namespace Microsoft.ML.Transfer;

/// <summary>How a <see cref="WordEmbeddingsTransformer"/> stands in a model file, and how it is read back.</summary>
/// <remarks>Main stream: input column, output column (strings), then the list of entries. Entries: the words, their vectors and the options.</remarks>
internal static class WordEmbeddingsArchive
{
    /// <summary>The name under which ML.NET finds <see cref="Create"/>.</summary>
    public const string LoaderSignature = "StaticWordEmbeddings";

    private static readonly ComponentVersion Version = new("WORDEMBS", Written: 0x00010001, Readable: 0x00010001, Oldest: 0x00010001, LoaderSignature);

    /// <summary>Saves <paramref name="transformer"/>.</summary>
    public static void Save(WordEmbeddingsTransformer transformer, ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var main = MLNetInternals.Current.BeginSave(context, Version);
        main.Write(transformer.InputColumnName);
        main.Write(transformer.OutputColumnName);
        StoredEntries.Save(context, main, transformer.Embedder.ToArchive());
    }

    // ML.NET looks for exactly this: static, this name, and a return type equal to the registered one.
    private static WordEmbeddingsTransformer Create(IHostEnvironment env, object ctx)
    {
        var main = MLNetInternals.Current.BeginLoad(ctx, Version);
        var input = main.ReadString();
        var output = main.ReadString();
        if (input.Length == 0 || output.Length == 0)
            throw new InvalidDataException($"The model names the columns '{input}' and '{output}': names are not empty.");
        return new WordEmbeddingsTransformer(env, WordEmbedder.FromArchive(StoredEntries.Load(ctx, main), LoaderSignature), input, output);
    }
}
