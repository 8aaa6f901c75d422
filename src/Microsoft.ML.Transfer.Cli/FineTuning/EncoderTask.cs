using Microsoft.ML.Transfer.Cli.Commands;

namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>A task of which an encoder comes out, as a folder that <c>embed</c>, <c>probe</c> and <c>finetune</c> take.</summary>
internal abstract class EncoderTask : TuningTask
{
    /// <exception cref="BadInputException">The output is a file.</exception>
    protected void CheckFolder(string path)
    {
        if (File.Exists(path) || Path.GetExtension(path).Equals(".zip", StringComparison.OrdinalIgnoreCase))
            throw new BadInputException($"--output {path}: --task {Name} saves an encoder as a folder, not as a file.");
    }

    /// <summary>Saves the encoder.</summary>
    /// <returns>How to get the vectors that it learned.</returns>
    protected static string Save(TextEmbedder embedder, string path)
    {
        embedder.SaveEncoder(path);
        var pooling = embedder.Options.Pooling ?? Pooling.Mean;
        var flags = $"{(pooling == Pooling.Mean ? "" : $" --pooling {EmbeddingArguments.Poolings.First(pair => pair.Value == pooling).Key}")}{(embedder.Options.Normalize is true ? " --normalize" : "")}";
        return $"Saved {path}; its vectors: mltransfer embed --model {path}{flags}.";
    }

    /// <summary>The seed of the training.</summary>
    protected static ulong SeedOf(FineTuneOptions options) => unchecked((ulong)(options.Seed ?? 0));
}
