using System.Buffers.Binary;
using System.IO.Compression;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Tables of the assembly's resources: zlib streams of little-endian 32-bit integers.</summary>
internal static class EmbeddedTable
{
    public static int[] Read(string name)
    {
        using var resource = typeof(EmbeddedTable).Assembly.GetManifestResourceStream("Microsoft.ML.Transfer.Tokenizers." + name)
            ?? throw new InvalidOperationException($"The assembly lacks its embedded resource {name}.");
        using var inflated = new MemoryStream();
        using (var zlib = new ZLibStream(resource, CompressionMode.Decompress))
            zlib.CopyTo(inflated);
        var bytes = inflated.GetBuffer().AsSpan(0, checked((int)inflated.Length));
        var values = new int[bytes.Length / 4];
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]);
        return values;
    }
}
