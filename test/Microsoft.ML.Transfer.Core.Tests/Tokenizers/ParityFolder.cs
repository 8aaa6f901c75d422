using System.IO.Compression;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>One tokenizer of the parity kit, unpacked into a folder of its own as a model would be published.</summary>
internal sealed class ParityFolder : IDisposable
{
    // These folders share the vocabulary file of another.
    private static readonly Dictionary<string, string> SharedVocabularies = new(StringComparer.Ordinal)
    {
        ["albert-keep-accents"] = "albert-base/spiece.model.gz",
        ["t5-small-own-nonlegacy"] = "t5-small-own/spiece.model.gz",
    };

    private readonly string _source;

    public ParityFolder(string name, bool withTokenizerJson = true)
    {
        _source = SharedData.Require("parity", "tokenizers", name);
        Path = Directory.CreateTempSubdirectory("tokenizer-").FullName;
        var files = Directory.EnumerateFiles(_source).ToList();
        if (SharedVocabularies.TryGetValue(name, out var vocabulary))
            files.Add(SharedData.Require("parity", "tokenizers", vocabulary));
        foreach (var file in files)
        {
            var fileName = System.IO.Path.GetFileName(file);
            if (fileName.StartsWith("golden", StringComparison.Ordinal) || (!withTokenizerJson && fileName.StartsWith("tokenizer.json", StringComparison.Ordinal)))
                continue;
            using var input = OpenRead(file);
            using var output = File.Create(System.IO.Path.Combine(Path, fileName.EndsWith(".gz", StringComparison.Ordinal) ? fileName[..^3] : fileName));
            input.CopyTo(output);
        }
    }

    public string Path { get; }

    public static string[] Texts() =>
        [.. JsonLines.Read(SharedData.Require("parity", "tokenizers", "lines.jsonl")).Select(line => JsonLines.RawString(line.GetProperty("text")))];

    /// <summary>The lines of a golden file; null where the folder has none.</summary>
    public IReadOnlyList<System.Text.Json.JsonElement>? Golden(string name)
    {
        var path = System.IO.Path.Combine(_source, name);
        return File.Exists(path) ? JsonLines.Read(path) : null;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    internal static Stream OpenRead(string path) =>
        path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress) : File.OpenRead(path);
}
