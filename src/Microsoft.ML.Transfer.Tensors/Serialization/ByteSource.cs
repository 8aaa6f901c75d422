using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Microsoft.ML.Transfer.Tensors.Serialization;

/// <summary>The bytes of a file, mapped or already in memory.</summary>
internal abstract class ByteSource : IDisposable
{
    /// <summary>The number of bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Maps a file for reading.</summary>
    public static ByteSource Map(string path) => new MappedBytes(path);

    /// <summary>Wraps bytes in memory; they are not copied.</summary>
    public static ByteSource From(ReadOnlyMemory<byte> bytes) => new MemoryBytes(bytes);

    /// <summary>Copies bytes out. Safe against a disposal on another thread: it either copies or throws.</summary>
    public void CopyTo(long start, Span<byte> destination)
    {
        CheckRange(start, destination.Length);
        Copy(start, destination);
    }

    /// <summary>The bytes in place, valid until the source is disposed of.</summary>
    public ReadOnlySpan<byte> Slice(long start, int count)
    {
        CheckRange(start, count);
        return View(start, count);
    }

    public abstract void Dispose();

    protected abstract void Copy(long start, Span<byte> destination);

    protected abstract ReadOnlySpan<byte> View(long start, int count);

    private void CheckRange(long start, int count)
    {
        if (start < 0 || count < 0 || start > Length - count)
            throw new ArgumentOutOfRangeException(nameof(start), start, FormattableString.Invariant($"{count} bytes from {start} are not within the {Length} bytes there are."));
    }

    private sealed class MemoryBytes(ReadOnlyMemory<byte> bytes) : ByteSource
    {
        private readonly ReadOnlyMemory<byte> _bytes = bytes;
        private volatile bool _disposed;

        public override long Length { get; } = bytes.Length;

        public override void Dispose()
        {
            // The bytes stay referenced: a read on another thread may be under way, and they are only memory.
            _disposed = true;
        }

        protected override void Copy(long start, Span<byte> destination) => View(start, destination.Length).CopyTo(destination);

        protected override ReadOnlySpan<byte> View(long start, int count)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes.Span.Slice((int)start, count);
        }
    }

    private sealed class MappedBytes : ByteSource
    {
        private readonly MemoryMappedFile? _map;
        private readonly MemoryMappedViewAccessor? _view;
        private readonly SafeFileHandle? _file;
        private volatile bool _disposed;

        public MappedBytes(string path)
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            try
            {
                Length = stream.Length;
                _file = stream.SafeFileHandle;
                if (Length == 0)
                {
                    // An empty file cannot be mapped.
                    stream.Dispose();
                    return;
                }
                _map = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: Length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
                _view = _map.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
            }
            catch
            {
                _map?.Dispose();
                stream.Dispose();
                throw;
            }
        }

        public override long Length { get; }

        public override void Dispose()
        {
            _disposed = true;
            _view?.Dispose();
            _map?.Dispose();
        }

        protected override void Copy(long start, Span<byte> destination)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            // Read rather than copied from the mapping, whose pages would count as memory of the process for as long as the file is open: a checkpoint would
            // take its size twice.
            while (!destination.IsEmpty)
            {
                var read = RandomAccess.Read(_file!, destination, start);
                if (read == 0)
                    throw new EndOfStreamException(FormattableString.Invariant($"The file has become shorter while it was open: {destination.Length} bytes from {start} are missing."));
                destination = destination[read..];
                start += read;
            }
        }

        protected override unsafe ReadOnlySpan<byte> View(long start, int count)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_view is null)
                return default;
            byte* pointer = null;
            try
            {
                _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
                return new ReadOnlySpan<byte>(pointer + _view.PointerOffset + start, count);
            }
            finally
            {
                // Not held longer: a pointer that is never released would keep the mapping of a forgotten file for ever.
                if (pointer is not null)
                    _view.SafeMemoryMappedViewHandle.ReleasePointer();
            }
        }
    }
}
