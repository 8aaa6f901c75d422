using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tensors.Serialization;

/// <summary>Reads stored numbers as float32 from a byte source, wherever they begin.</summary>
internal static class FloatReader
{
    /// <summary>Reads consecutive elements.</summary>
    /// <param name="source">The file.</param>
    /// <param name="start">Where the first element begins, in bytes; need not be aligned.</param>
    /// <param name="type">Their type, one that reads as float32.</param>
    /// <param name="destination">As many floats as there are elements.</param>
    /// <exception cref="OverflowException">A finite F64 value is beyond the range of float32.</exception>
    public static void Read(ByteSource source, long start, SafetensorsType type, Span<float> destination)
    {
        if (type == SafetensorsType.Float32)
        {
            ReadSingles(source, start, destination);
            return;
        }

        Span<double> buffer = stackalloc double[FloatWidening.BlockBytes / sizeof(double)];
        var block = MemoryMarshal.AsBytes(buffer);
        var elementBytes = type.BitsPerElement() / 8;
        for (var done = 0; done < destination.Length;)
        {
            var count = Math.Min(block.Length / elementBytes, destination.Length - done);
            var stored = block[..(count * elementBytes)];
            source.CopyTo(start + ((long)done * elementBytes), stored);
            FloatWidening.Convert(type, stored, destination.Slice(done, count));
            done += count;
        }
    }

    private static void ReadSingles(ByteSource source, long start, Span<float> destination)
    {
        // A span of bytes ends at 2 GB, a quarter of what a span of floats may hold.
        const int Most = 1 << 28;
        for (var done = 0; done < destination.Length;)
        {
            var part = destination.Slice(done, Math.Min(Most, destination.Length - done));
            source.CopyTo(start + ((long)done * sizeof(float)), MemoryMarshal.AsBytes(part));
            done += part.Length;
        }
    }
}
