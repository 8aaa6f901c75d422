using System.Buffers.Binary;
using System.Text;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Checkpoints.Torch;

/// <summary>
/// Where the entries of a zip archive stand in their file, for archives that store without compression, as <c>torch.save</c> writes them: the
/// weights can then be read from the mapped file in place. Compressed or encrypted entries are refused, so nothing can expand.
/// </summary>
internal sealed class ZipDirectory
{
    private const int EndRecordLength = 22;
    private const int LongestComment = 0xFFFF;
    private const int CentralRecordLength = 46;
    private const int LocalRecordLength = 30;
    private const int MaximumDirectoryBytes = 64 << 20;

    private const uint EndSignature = 0x06054B50;
    private const uint LargeEndSignature = 0x06064B50;
    private const uint LargeEndLocatorSignature = 0x07064B50;
    private const uint CentralSignature = 0x02014B50;
    private const uint LocalSignature = 0x04034B50;

    private readonly ByteSource _source;
    private readonly string _file;
    private readonly Dictionary<string, (long Start, long Length)> _entries = new(StringComparer.Ordinal);

    private ZipDirectory(ByteSource source, string file)
    {
        _source = source;
        _file = file;
    }

    /// <summary>The names of all entries.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <exception cref="InvalidDataException">The archive is malformed, cut off, or has entries that are not stored plainly.</exception>
    public static ZipDirectory Read(ByteSource source, string file)
    {
        var directory = new ZipDirectory(source, file);
        var (start, length, count) = directory.FindDirectory();
        directory.ReadEntries(start, length, count);
        return directory;
    }

    /// <summary>Where an entry's bytes stand in the file.</summary>
    public bool TryGet(string name, out long start, out long length)
    {
        var found = _entries.TryGetValue(name, out var entry);
        (start, length) = entry;
        return found;
    }

    private (long Start, int Length, long Count) FindDirectory()
    {
        var tail = new byte[(int)Math.Min(_source.Length, EndRecordLength + LongestComment)];
        var tailStart = _source.Length - tail.Length;
        _source.CopyTo(tailStart, tail);
        var end = tail.Length - EndRecordLength;
        while (end >= 0 && UInt32(tail, end) != EndSignature)
            end--;
        if (end < 0)
            throw Malformed($"the archive has no directory at its end; the file is cut off");

        var record = tail.AsSpan(end);
        long count = UInt16(record, 10);
        long length = UInt32(record, 12);
        long start = UInt32(record, 16);
        if (count == 0xFFFF || length == uint.MaxValue || start == uint.MaxValue)
            (start, length, count) = ReadLargeEnd(tailStart + end);
        if (start < 0 || length < 0 || length > _source.Length || start > _source.Length - length)
            throw Malformed($"the archive's directory is said to stand at {start} with {length} bytes, but the file has {_source.Length}");
        if (length > MaximumDirectoryBytes)
            throw Malformed($"the archive's directory has {length} bytes; at most {MaximumDirectoryBytes} are read");
        return (start, (int)length, count);
    }

    private (long Start, long Length, long Count) ReadLargeEnd(long endRecord)
    {
        Span<byte> locator = stackalloc byte[20];
        Span<byte> record = stackalloc byte[56];
        if (endRecord < locator.Length)
            throw Malformed($"the archive's 64-bit directory is missing");
        _source.CopyTo(endRecord - locator.Length, locator);
        var at = Int64(locator, 8);
        if (UInt32(locator, 0) != LargeEndLocatorSignature || at < 0 || at > endRecord - record.Length)
            throw Malformed($"the archive's 64-bit directory is missing");
        _source.CopyTo(at, record);
        if (UInt32(record, 0) != LargeEndSignature)
            throw Malformed($"the archive's 64-bit directory is malformed");
        return (Int64(record, 48), Int64(record, 40), Int64(record, 32));
    }

    private void ReadEntries(long start, int length, long count)
    {
        var directory = new byte[length];
        _source.CopyTo(start, directory);
        ReadOnlySpan<byte> rest = directory;
        for (long i = 0; i < count; i++)
        {
            if (rest.Length < CentralRecordLength || UInt32(rest, 0) != CentralSignature)
                throw Malformed($"entry {i} of the archive's {count} is malformed");
            var nameLength = UInt16(rest, 28);
            var extraLength = UInt16(rest, 30);
            var recordLength = CentralRecordLength + nameLength + extraLength + UInt16(rest, 32);
            if (recordLength > rest.Length)
                throw Malformed($"entry {i} of the archive's {count} is cut off");
            ReadEntry(rest[..recordLength], nameLength, extraLength);
            rest = rest[recordLength..];
        }
    }

    private void ReadEntry(ReadOnlySpan<byte> record, int nameLength, int extraLength)
    {
        var name = Encoding.UTF8.GetString(record.Slice(CentralRecordLength, nameLength));
        var flags = UInt16(record, 8);
        var method = UInt16(record, 10);
        long stored = UInt32(record, 20);
        long length = UInt32(record, 24);
        long local = UInt32(record, 42);
        ReadLargeNumbers(record.Slice(CentralRecordLength + nameLength, extraLength), ref length, ref stored, ref local);

        if ((flags & 1) != 0)
            throw Malformed($"the entry {UntrustedText.Quote(name)} is encrypted; torch.save stores plainly");
        if (method != 0)
            throw Malformed($"the entry {UntrustedText.Quote(name)} is compressed (method {method}); torch.save stores plainly");
        if (stored != length)
            throw Malformed($"the entry {UntrustedText.Quote(name)} is stored without compression, but with {stored} bytes for {length}");
        var start = DataStart(name, nameLength, local);
        if (length < 0 || length > _source.Length - start)
            throw Malformed($"the entry {UntrustedText.Quote(name)} of {length} bytes at {start} does not fit the file of {_source.Length}");
        if (!_entries.TryAdd(name, (start, length)))
            throw Malformed($"the entry {UntrustedText.Quote(name)} stands twice in the archive; names must be unique");
    }

    private static void ReadLargeNumbers(ReadOnlySpan<byte> extra, ref long length, ref long stored, ref long local)
    {
        const ushort LargeNumbers = 1;
        while (extra.Length >= 4)
        {
            var id = UInt16(extra, 0);
            var size = Math.Min(UInt16(extra, 2), extra.Length - 4);
            var field = extra.Slice(4, size);
            extra = extra[(4 + size)..];
            if (id != LargeNumbers)
                continue;
            // Only those numbers stand here that did not fit their 32 bits.
            Next(ref field, ref length);
            Next(ref field, ref stored);
            Next(ref field, ref local);
        }

        static void Next(ref ReadOnlySpan<byte> field, ref long number)
        {
            if (number != uint.MaxValue || field.Length < sizeof(long))
                return;
            number = Int64(field, 0);
            field = field[sizeof(long)..];
        }
    }

    private long DataStart(string name, int nameLength, long local)
    {
        if (local < 0 || local > _source.Length - LocalRecordLength)
            throw Malformed($"the entry {UntrustedText.Quote(name)} is said to begin at {local}, outside the file of {_source.Length}");
        Span<byte> record = stackalloc byte[LocalRecordLength];
        _source.CopyTo(local, record);
        if (UInt32(record, 0) != LocalSignature || UInt16(record, 26) != nameLength)
            throw Malformed($"the entry {UntrustedText.Quote(name)} does not begin where the directory says");
        var start = local + LocalRecordLength + nameLength + UInt16(record, 28);
        if (start > _source.Length)
            throw Malformed($"the entry {UntrustedText.Quote(name)} is cut off");
        return start;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Int64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    private InvalidDataException Malformed(FormattableString what) => new($"{_file}: {FormattableString.Invariant(what)}.");
}
