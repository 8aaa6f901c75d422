using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>Layers in a temporary file, one after the other: a layer is read at once, or only the rows of it that are wanted, and no more than that is in memory.</summary>
internal sealed class FileLayers : ILayerMemory
{
    // Rows go through a buffer of so many numbers.
    private const int BlockValues = 1 << 16;

    private readonly SafeFileHandle _file;
    private readonly StoredPrecision _precision;
    private readonly int _rows;
    private readonly int _columns;

    /// <summary>Creates the file at its full size, so that a full disk is noticed now.</summary>
    /// <exception cref="IOException">There is not room for it.</exception>
    public FileLayers(int layers, int rows, int columns, StoredPrecision precision, string folder)
    {
        (_rows, _columns, _precision) = (rows, columns, precision);
        var path = Path.Combine(folder, $"layers-{Guid.NewGuid():N}.bin");
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose, (long)layers * rows * columns * ValueBytes);
        RandomAccess.SetLength(_file, (long)layers * rows * columns * ValueBytes);
    }

    private int ValueBytes => _precision == StoredPrecision.Float16 ? 2 : 4;

    public void Write(int layer, int firstRow, ReadOnlySpan<float> values)
    {
        var offset = Offset(layer, firstRow);
        if (_precision == StoredPrecision.Float32)
        {
            RandomAccess.Write(_file, MemoryMarshal.AsBytes(values), offset);
            return;
        }
        var halves = ArrayPool<Half>.Shared.Rent(BlockValues);
        for (var i = 0; i < values.Length; i += BlockValues)
        {
            var block = values.Slice(i, Math.Min(BlockValues, values.Length - i));
            var narrow = halves.AsSpan(0, block.Length);
            TensorPrimitives.ConvertToHalf(block, narrow);
            ThrowIfOverflowed(block);
            RandomAccess.Write(_file, MemoryMarshal.AsBytes(narrow), offset + (long)i * sizeof(short));
        }
        ArrayPool<Half>.Shared.Return(halves);
    }

    public ReadOnlyMemory<float> Read(int layer)
    {
        var values = new float[_rows * _columns];
        Read(layer, firstRow: 0, values);
        return values;
    }

    public void Read(int layer, int firstRow, Span<float> destination)
    {
        var offset = Offset(layer, firstRow);
        if (_precision == StoredPrecision.Float32)
        {
            ReadExactly(MemoryMarshal.AsBytes(destination), offset);
            return;
        }
        var halves = ArrayPool<Half>.Shared.Rent(BlockValues);
        for (var i = 0; i < destination.Length; i += BlockValues)
        {
            var block = destination.Slice(i, Math.Min(BlockValues, destination.Length - i));
            var narrow = halves.AsSpan(0, block.Length);
            ReadExactly(MemoryMarshal.AsBytes(narrow), offset + (long)i * sizeof(short));
            TensorPrimitives.ConvertToSingle(narrow, block);
        }
        ArrayPool<Half>.Shared.Return(halves);
    }

    public void Dispose() => _file.Dispose();

    private long Offset(int layer, int row) => ((long)layer * _rows + row) * _columns * ValueBytes;

    private void ReadExactly(Span<byte> bytes, long offset)
    {
        while (bytes.Length > 0)
        {
            var count = RandomAccess.Read(_file, bytes, offset);
            if (count == 0)
                throw new EndOfStreamException("The file of layers is shorter than it was made.");
            bytes = bytes[count..];
            offset += count;
        }
    }

    private static void ThrowIfOverflowed(ReadOnlySpan<float> values)
    {
        var largest = TensorPrimitives.MaxMagnitude(values);
        if (float.Abs(largest) > (float)Half.MaxValue)
            throw new InvalidDataException(FormattableString.Invariant($"A hidden state of {largest} is beyond half precision, which ends at {(float)Half.MaxValue}; keep the layers in single precision (StoredPrecision.Float32)."));
    }
}
