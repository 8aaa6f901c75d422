using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A file that is written once, then read as often as wanted.</summary>
public interface IFileHandle : IDisposable
{
    bool CanWrite { get; }

    bool CanRead { get; }

    Stream CreateWriteStream();

    Stream OpenReadStream();
}

/// <summary>A file on disk.</summary>
public sealed class SimpleFileHandle : IFileHandle
{
    private readonly IExceptionContext _ectx;
    private readonly string _path;
    private readonly bool _autoDelete;
    private readonly Lock _lock = new();
    private readonly List<Stream> _readers = [];
    private Stream _writer;
    private bool _written;
    private bool _disposed;

    public SimpleFileHandle(IExceptionContext ectx, string path, bool needsWrite, bool autoDelete)
    {
        Contracts.CheckValue(ectx, nameof(ectx));
        ectx.CheckNonEmpty(path, nameof(path));
        _ectx = ectx;
        _path = Path.GetFullPath(path);
        _autoDelete = autoDelete;
        _written = !needsWrite;
    }

    public bool CanWrite => !_written && !_disposed;

    public bool CanRead => _written && !_disposed;

    public Stream CreateWriteStream()
    {
        lock (_lock)
        {
            CheckNotDisposed();
            if (_written)
                throw _ectx.Except("CreateWriteStream called multiple times on SimpleFileHandle");
            _writer = new FileStream(_path, FileMode.Create, FileAccess.Write);
            _written = true;
            return _writer;
        }
    }

    public Stream OpenReadStream()
    {
        lock (_lock)
        {
            CheckNotDisposed();
            if (!_written)
                throw _ectx.Except("SimpleFileHandle hasn't been written yet");
            if (_writer?.CanWrite == true)
                throw _ectx.Except("Write stream for SimpleFileHandle hasn't been disposed");
            _writer = null;
            _readers.RemoveAll(reader => !reader.CanRead);
            var stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read);
            _readers.Add(stream);
            return stream;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            _writer?.Dispose();
            foreach (var reader in _readers)
                reader.Dispose();
            if (_autoDelete)
                File.Delete(_path);
        }
    }

    private void CheckNotDisposed()
    {
        if (_disposed)
            throw _ectx.Except("SimpleFileHandle has already been disposed");
    }
}
