using System.IO.Compression;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A zip of named entries in folders. Names can't leave the repository.</summary>
internal abstract class Repository : IDisposable
{
    private bool _disposed;

    private protected Repository(IExceptionContext ectx)
    {
        ExceptionContext = ectx;
    }

    public IExceptionContext ExceptionContext { get; }

    protected bool Disposed => _disposed;

    public void Dispose()
    {
        if (_disposed)
            return;
        Dispose(true);
        _disposed = true;
    }

    protected abstract void Dispose(bool disposing);

    /// <summary>The name of an entry in the archive.</summary>
    protected string EntryName(string dir, string name)
    {
        ExceptionContext.Check(!_disposed);
        ExceptionContext.CheckParam(dir == null || !dir.Contains("..", StringComparison.Ordinal), nameof(dir));
        ExceptionContext.CheckParam(!string.IsNullOrWhiteSpace(name), nameof(name));
        ExceptionContext.CheckParam(!name.Contains("..", StringComparison.Ordinal), nameof(name));
        string path = Normalize(string.IsNullOrEmpty(dir) ? name : dir + "/" + name);
        ExceptionContext.Check(!Path.IsPathRooted(path) && !path.Contains(':', StringComparison.Ordinal));
        return path;
    }

    protected static string Normalize(string path) => path.Replace('\\', '/');

    /// <summary>A temporary file that goes away when it is closed.</summary>
    protected Stream CreateTemporaryFile()
    {
        string folder = (ExceptionContext as HostEnvironmentBase)?.TempFilePath ?? Path.GetTempPath();
        return new FileStream(Path.Combine(folder, "ml_dotnet_" + Path.GetRandomFileName()), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
        });
    }

    /// <summary>An open entry.</summary>
    public sealed class Entry : IDisposable
    {
        private Action<Entry> _onDispose;

        internal Entry(string path, Stream stream, Action<Entry> onDispose)
        {
            Path = path;
            Stream = stream;
            _onDispose = onDispose;
        }

        public string Path { get; }

        public Stream Stream { get; }

        public void Dispose() => Interlocked.Exchange(ref _onDispose, null)?.Invoke(this);
    }
}

/// <summary>Writes a repository. Entries may be open at the same time; each enters the zip when it is closed.</summary>
internal sealed class RepositoryWriter : Repository
{
    private readonly ZipArchive _archive;
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Entry> _open = [];

    private RepositoryWriter(Stream stream, IExceptionContext ectx)
        : base(ectx)
    {
        _archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
    }

    public static RepositoryWriter CreateNew(Stream stream, IExceptionContext ectx = null)
    {
        ectx.CheckValue(stream, nameof(stream));
        var repository = new RepositoryWriter(stream, ectx);
        using var entry = repository.CreateEntry("TrainingInfo", "Version.txt");
        using var writer = new StreamWriter(entry.Stream, leaveOpen: true);
        writer.WriteLine(typeof(RepositoryWriter).Assembly.GetName().Version);
        return repository;
    }

    public Entry CreateEntry(string name) => CreateEntry(null, name);

    public Entry CreateEntry(string dir, string name)
    {
        string path = EntryName(dir, name);
        if (!_names.Add(path))
            throw ExceptionContext.ExceptParam(nameof(name), "Duplicate entry: '{0}'", path);
        var entry = new Entry(path, CreateTemporaryFile(), Close);
        _open.Add(entry);
        return entry;
    }

    /// <summary>Completes the zip. Without it the zip holds nothing to rely on.</summary>
    public void Commit()
    {
        ExceptionContext.Check(!Disposed);
        while (_open.Count > 0)
            _open[^1].Dispose();
        Dispose();
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var entry in _open)
            entry.Stream.Dispose();
        _archive.Dispose();
    }

    private void Close(Entry entry)
    {
        _open.Remove(entry);
        if (Disposed)
            return;
        using var source = entry.Stream;
        using var destination = _archive.CreateEntry(entry.Path).Open();
        source.Position = 0;
        source.CopyTo(destination);
    }
}

/// <summary>Reads a repository.</summary>
internal sealed class RepositoryReader : Repository
{
    private const long MaxInMemory = 1 << 20;

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    private RepositoryReader(Stream stream, IExceptionContext ectx)
        : base(ectx)
    {
        try
        {
            _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in _archive.Entries)
                _entries[Normalize(entry.FullName)] = entry;
        }
        catch (Exception ex)
        {
            throw ectx.ExceptDecode(ex, "Failed to open a zip archive");
        }
    }

    public static RepositoryReader Open(Stream stream, IExceptionContext ectx = null)
    {
        ectx.CheckValue(stream, nameof(stream));
        return new RepositoryReader(stream, ectx);
    }

    public Entry OpenEntry(string dir, string name)
        => OpenEntryOrNull(dir, name) ?? throw ExceptionContext.Except("Repository doesn't contain entry {0}", EntryName(dir, name));

    public Entry OpenEntryOrNull(string name) => OpenEntryOrNull(null, name);

    public Entry OpenEntryOrNull(string dir, string name)
    {
        string path = EntryName(dir, name);
        if (!_entries.TryGetValue(path, out var found))
            return null;

        // The stream must seek, which a compressed entry does not.
        var stream = found.Length <= MaxInMemory ? new MemoryStream((int)found.Length) : CreateTemporaryFile();
        try
        {
            using var source = found.Open();
            source.CopyTo(stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }

        stream.Position = 0;
        return new Entry(path, stream, entry => entry.Stream.Dispose());
    }

    protected override void Dispose(bool disposing) => _archive.Dispose();
}
