using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tensors.Serialization;

/// <summary>
/// A safetensors file opened for reading. Every rule of the format is checked on opening, so an open file is well-formed: the tensors fill the data
/// without overlap or hole and each has the length its shape asks for.
/// </summary>
/// <remarks>
/// Opening maps the file, it does not read it. Reading is safe from several threads. The file must not be written to while it is open; replace
/// it by renaming another over it, as <see cref="SafetensorsWriter.Save"/> does.
/// Format: https://huggingface.co/docs/safetensors.
/// </remarks>
public sealed class SafetensorsFile : IDisposable
{
    private readonly ByteSource _source;
    private readonly SafetensorsHeader _header;
    private readonly Dictionary<string, SafetensorsEntry> _byName = new(StringComparer.Ordinal);

    private SafetensorsFile(ByteSource source, string name)
    {
        _source = source;
        Name = name;
        _header = SafetensorsHeader.Read(source, name);
        foreach (var entry in _header.Entries)
            _byName.Add(entry.Name, entry);
    }

    /// <summary>What error messages call the file: its path, or the name given with its bytes.</summary>
    public string Name { get; }

    /// <summary>The free <c>__metadata__</c> of the file; empty where it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>The tensors, in the order in which their data stand in the file.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => _header.Entries;

    /// <summary>Maps a file and checks it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file breaks a rule of the format; the message says where and which.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ThrowIfBigEndian();
        return Checked(ByteSource.Map(path), path);
    }

    /// <summary>Reads a file that is already in memory; the bytes are used in place and must not change.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="InvalidDataException">The bytes break a rule of the format; the message says where and which.</exception>
    public static SafetensorsFile FromBytes(ReadOnlyMemory<byte> bytes, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ThrowIfBigEndian();
        return Checked(ByteSource.From(bytes), name);
    }

    /// <summary>Finds a tensor by its name.</summary>
    public bool TryGetEntry(string name, [NotNullWhen(true)] out SafetensorsEntry? entry)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _byName.TryGetValue(name, out entry);
    }

    /// <summary>
    /// The stored bytes of a tensor in place, little-endian, row-major and not necessarily aligned. They are valid while this object is alive and
    /// not disposed of; keep a reference to it while using them.
    /// </summary>
    /// <exception cref="ArgumentException">The entry is not of this file, or is longer than a span can be (2 GB).</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public ReadOnlySpan<byte> GetBytes(SafetensorsEntry entry)
    {
        CheckOwn(entry);
        if (entry.Length > int.MaxValue)
            throw new ArgumentException(FormattableString.Invariant($"{Name}: tensor {UntrustedText.Quote(entry.Name)} has {entry.Length} bytes, more than one span can hold; read it with ReadFloat32."), nameof(entry));
        return _source.Slice(_header.DataStart + entry.Offset, (int)entry.Length);
    }

    /// <summary>Reads a tensor as float32, row-major. F16 and BF16 widen exactly; F64 rounds to nearest.</summary>
    /// <param name="entry">An entry of this file.</param>
    /// <param name="destination">As long as the tensor has elements.</param>
    /// <exception cref="ArgumentException">The entry is not of this file, or <paramref name="destination"/> has another length.</exception>
    /// <exception cref="InvalidDataException">The tensor is not of a floating-point type, or an F64 value is beyond the range of float32.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public void ReadFloat32(SafetensorsEntry entry, Span<float> destination)
    {
        CheckOwn(entry);
        if (!entry.Type.IsReadableAsFloat32())
            throw new InvalidDataException($"{Name}: tensor {UntrustedText.Quote(entry.Name)} has type {entry.Type.HeaderName()}; F16, BF16, F32 or F64 is needed to read it as float32.");
        if (entry.ElementCount != destination.Length)
            throw new ArgumentException(FormattableString.Invariant($"{Name}: tensor {UntrustedText.Quote(entry.Name)} of shape [{string.Join(", ", entry.Shape)}] has {entry.ElementCount} elements; the destination has {destination.Length}."), nameof(destination));

        try
        {
            FloatReader.Read(_source, _header.DataStart + entry.Offset, entry.Type, destination);
        }
        catch (OverflowException exception)
        {
            throw new InvalidDataException($"{Name}: tensor {UntrustedText.Quote(entry.Name)}: {exception.Message}.", exception);
        }
    }

    /// <summary>Scans all tensors for NaN and infinite values. Reads the whole file; types that have no such values are passed over.</summary>
    /// <returns>The tensors that hold any, in the order of the file; empty for a sound checkpoint.</returns>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public IReadOnlyList<NonFiniteTensor> FindNonFinite()
    {
        var found = new List<NonFiniteTensor>();
        Span<double> buffer = stackalloc double[FloatWidening.BlockBytes / sizeof(double)];
        var block = MemoryMarshal.AsBytes(buffer);
        foreach (var entry in Entries)
        {
            if (!NonFiniteScan.Applies(entry.Type))
                continue;
            long first = -1, count = 0;
            for (long done = 0; done < entry.Length; done += block.Length)
            {
                var part = block[..(int)Math.Min(block.Length, entry.Length - done)];
                _source.CopyTo(_header.DataStart + entry.Offset + done, part);
                var (firstInPart, countInPart) = NonFiniteScan.Count(entry.Type, part);
                if (countInPart > 0 && first < 0)
                    first = ((done / NonFiniteScan.UnitBytes(entry.Type)) + firstInPart) * NonFiniteScan.UnitBytes(entry.Type) * 8 / entry.Type.BitsPerElement();
                count += countInPart;
            }
            if (count > 0)
                found.Add(new NonFiniteTensor(entry.Name, first, count));
        }
        return found;
    }

    /// <summary>Closes the file. Spans from <see cref="GetBytes"/> are no longer valid.</summary>
    public void Dispose() => _source.Dispose();

    private static SafetensorsFile Checked(ByteSource source, string name)
    {
        try
        {
            return new SafetensorsFile(source, name);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private static void ThrowIfBigEndian()
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Safetensors files are little-endian; this processor is big-endian, which is not supported.");
    }

    private void CheckOwn(SafetensorsEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (!_byName.TryGetValue(entry.Name, out var own) || !ReferenceEquals(own, entry))
            throw new ArgumentException($"{Name}: the entry {UntrustedText.Quote(entry.Name)} is not of this file.", nameof(entry));
    }
}
