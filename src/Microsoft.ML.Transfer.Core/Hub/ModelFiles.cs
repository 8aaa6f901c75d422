using Microsoft.ML.Transfer.Checkpoints;

namespace Microsoft.ML.Transfer.Hub;

/// <summary>
/// Which files of a repository make up a model: configuration and tokenizer, the weights in the one form that is read, and the parts that a
/// sentence-transformers model keeps in folders of their own. Repositories hold much else: the same weights in other forms, pictures, logs.
/// </summary>
internal static class ModelFiles
{
    private static readonly string[] SmallEndings = [".json", ".txt", ".model", ".tiktoken"];

    /// <summary>The configuration and tokenizer files that stand directly in a folder.</summary>
    /// <param name="files">All paths of the repository.</param>
    /// <param name="folder">The folder; empty for the top.</param>
    public static IEnumerable<string> Small(IEnumerable<string> files, string folder) => files.Where(file =>
        string.Equals(FolderOf(file), folder, StringComparison.Ordinal)
        && SmallEndings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal))
        && !file.EndsWith(CheckpointWeights.IndexEnding, StringComparison.Ordinal));

    /// <summary>The weights in a folder, or the index of their shards, in the form that a checkpoint folder would be read in.</summary>
    /// <returns>The path of a file; null where there are no weights that are read.</returns>
    public static string? Weights(IReadOnlyCollection<string> files, string folder) =>
        CheckpointWeights.FileNames.SelectMany(name => new[] { name, name + CheckpointWeights.IndexEnding })
            .Select(name => Join(folder, name))
            .FirstOrDefault(path => files.Contains(path, StringComparer.Ordinal));

    /// <summary>Whether weights are an index of shards.</summary>
    public static bool IsIndex(string weights) => weights.EndsWith(CheckpointWeights.IndexEnding, StringComparison.Ordinal);

    /// <summary>The path of a file in a folder.</summary>
    public static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    private static string FolderOf(string file) => file.LastIndexOf('/') is var slash and > 0 ? file[..slash] : "";
}
