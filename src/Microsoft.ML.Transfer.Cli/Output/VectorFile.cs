using System.Collections.Immutable;

namespace Microsoft.ML.Transfer.Cli.Output;

/// <summary>A file of vectors, its format by the ending of its name. It appears under its name only when it is complete.</summary>
internal sealed class VectorFile : IVectorWriter, IDisposable
{
    private static readonly (string Extension, Func<Stream, ImmutableArray<string>, IVectorWriter> Create)[] Formats =
    [
        (".jsonl", (stream, _) => new JsonLinesWriter(stream)),
        (".npy", (stream, features) => new NpyWriter(stream, features.Length)),
        (".safetensors", (stream, features) => new SafetensorsVectorWriter(stream, features.Length)),
        (".tsv", (stream, features) => new TabSeparatedWriter(stream, features)),
    ];

    private readonly string _path;
    private readonly string _unfinished;
    private readonly FileStream _stream;
    private readonly IVectorWriter _writer;
    private bool _completed;

    private VectorFile(string path, Func<Stream, ImmutableArray<string>, IVectorWriter> create, ImmutableArray<string> features)
    {
        _path = path;
        _unfinished = $"{path}.{Guid.NewGuid():N}.incomplete";
        _stream = new FileStream(_unfinished, FileMode.CreateNew);
        _writer = create(_stream, features);
    }

    /// <summary>Refuses a name whose ending no format has, before any work is done.</summary>
    public static void CheckName(string path) => Find(path);

    /// <summary>Begins a file.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="features">The name of each dimension.</param>
    public static VectorFile Create(string path, ImmutableArray<string> features)
    {
        var create = Find(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
            throw new BadInputException($"The folder {folder} for --output does not exist.");
        return new(path, create, features);
    }

    /// <inheritdoc/>
    public void Write(IReadOnlyList<string?> texts, ReadOnlySpan<float> vectors) => _writer.Write(texts, vectors);

    /// <inheritdoc/>
    public void Complete()
    {
        _writer.Complete();
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_unfinished, _path, overwrite: true);
        _completed = true;
    }

    /// <summary>Removes a file that was not completed.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        if (!_completed)
            File.Delete(_unfinished);
    }

    private static Func<Stream, ImmutableArray<string>, IVectorWriter> Find(string path)
    {
        var extension = Path.GetExtension(path);
        return Array.Find(Formats, f => string.Equals(f.Extension, extension, StringComparison.OrdinalIgnoreCase)).Create
            ?? throw new BadInputException($"--output {path}: files ending in '{extension}' are not written. Known: {string.Join(", ", Formats.Select(f => f.Extension))}.");
    }
}
