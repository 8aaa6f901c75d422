using System.Runtime.InteropServices;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads arrays whose length a file claims: memory is taken as the bytes arrive, never on the claim alone.</summary>
internal static class BoundedReader
{
    private const int ChunkBytes = 1 << 20;

    public static T[] ReadArray<T>(this BinaryReader reader, int count)
        where T : unmanaged
    {
        Contracts.CheckDecode(count >= 0);
        int chunk = ChunkBytes / Marshal.SizeOf<T>();
        var values = new T[Math.Min(count, chunk)];
        for (int read = 0; read < count; read += chunk)
        {
            if (values.Length < count)
                Array.Resize(ref values, (int)Math.Min(count, (long)read + chunk));
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(read)));
        }
        return values;
    }
}
