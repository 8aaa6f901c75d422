using System.Buffers.Binary;
using System.Text;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tensors.Tests.Serialization;

/// <summary>Safetensors files put together by hand, so that they can be wrong in one place.</summary>
internal static class SafetensorsBytes
{
    /// <summary>A header and so many zero bytes of data.</summary>
    public static byte[] Of(string header, int dataLength) => Of(Encoding.UTF8.GetBytes(header), new byte[dataLength]);

    public static byte[] Of(string header, byte[] data) => Of(Encoding.UTF8.GetBytes(header), data);

    public static byte[] Of(byte[] header, byte[] data, long? saidLength = null)
    {
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, saidLength ?? header.Length);
        return [.. prefix, .. header, .. data];
    }

    /// <summary>Asserts that the bytes are refused both from memory and mapped, and returns the message.</summary>
    public static string Refusal(byte[] bytes)
    {
        var fromMemory = Assert.ThrowsExactly<InvalidDataException>(() => SafetensorsFile.FromBytes(bytes, "weights.safetensors").Dispose()).Message;
        using var folder = new TemporaryFolder();
        var path = folder.Write("weights.safetensors", bytes);
        var mapped = Assert.ThrowsExactly<InvalidDataException>(() => SafetensorsFile.Open(path).Dispose()).Message;
        Assert.StartsWith("weights.safetensors: ", fromMemory);
        Assert.StartsWith(path + ": ", mapped);
        Assert.AreEqual(fromMemory["weights.safetensors".Length..], mapped[path.Length..]);
        return fromMemory;
    }
}
