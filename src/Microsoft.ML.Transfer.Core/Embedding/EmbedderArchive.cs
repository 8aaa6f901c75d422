using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Everything that a <see cref="TextEmbedder"/> is made of, as named files in memory: <c>config.json</c>, <c>tokenizer.json</c>,
/// <c>model.safetensors</c> and <c>embedding.json</c> (the options). The first three are a checkpoint in the Hugging Face layout. Models that have dense layers
/// after pooling keep them in <c>dense.safetensors</c>.
/// </summary>
/// <param name="Entries">The files by name.</param>
public sealed record EmbedderArchive(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Entries)
{
    internal const string ConfigName = "config.json";
    internal const string TokenizerName = "tokenizer.json";
    internal const string WeightsName = "model.safetensors";
    internal const string OptionsName = "embedding.json";
    internal const string DenseName = "dense.safetensors";

    /// <summary>The names of the files of every archive, in the order in which they are written.</summary>
    public static IReadOnlyList<string> EntryNames { get; } = [OptionsName, ConfigName, TokenizerName, WeightsName];

    /// <summary>Writes configuration, tokenizer and weights as a checkpoint folder, which is made where it is not there.</summary>
    internal void WriteCheckpoint(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in (string[])[WeightsName, TokenizerName, ConfigName])
            AtomicFile.Write(Path.Combine(folder, name), stream => stream.Write(Require(name, folder).Span));
    }

    /// <summary>A file.</summary>
    /// <exception cref="InvalidDataException">The archive lacks it.</exception>
    internal ReadOnlyMemory<byte> Require(string entry, string archive) => Entries.TryGetValue(entry, out var bytes)
        ? bytes
        : throw new InvalidDataException($"{archive}: the entry '{entry}' is missing.");
}
