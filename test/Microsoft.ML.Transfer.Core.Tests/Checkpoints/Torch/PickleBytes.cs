using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Microsoft.ML.Transfer.Core.Tests.Checkpoints.Torch;

/// <summary>Pickles and <c>torch.save</c> files put together by hand, so that they can be wrong in one place.</summary>
internal sealed class PickleBytes
{
    private readonly List<byte> _bytes = [0x80, 2];

    public byte[] ToArray() => [.. _bytes];

    public PickleBytes Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public PickleBytes Raw(string ascii) => Raw(Encoding.ASCII.GetBytes(ascii));

    public PickleBytes Global(string module, string name) => Raw($"c{module}\n{name}\n");

    public PickleBytes Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        return Raw("X").Raw(length).Raw(utf8);
    }

    public PickleBytes Number(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return Raw(0x8A, 8).Raw(bytes);
    }

    public PickleBytes Numbers(params long[] numbers)
    {
        Raw("(");
        foreach (var number in numbers)
            Number(number);
        return Raw("t");
    }

    /// <summary>A reference to a storage.</summary>
    public PickleBytes Storage(string type, string key, long count, long[]? view = null)
    {
        Raw("(").Text("storage").Global("torch", type).Text(key).Text("cpu").Number(count);
        if (view is not null)
            Raw("(").Text("view").Number(view[0]).Number(view[1]).Raw("t");
        return Raw("tQ");
    }

    public PickleBytes Tensor(string type, string key, long count, long offset, long[] shape, long[] strides, long[]? view = null) =>
        Global("torch._utils", "_rebuild_tensor_v2").Raw("(").Storage(type, key, count, view)
            .Number(offset).Numbers(shape).Numbers(strides).Raw(0x89).Global("collections", "OrderedDict").Raw(")RtR");

    /// <summary>A dictionary of one tensor <c>w</c>, complete.</summary>
    public static byte[] OneTensor(string type, long count, long offset, long[] shape, long[] strides) =>
        new PickleBytes().Raw("}").Text("w").Tensor(type, "0", count, offset, shape, strides).Raw("s.").ToArray();

    /// <summary>A file of the form since torch 1.6.</summary>
    public static byte[] Zip(byte[] pickle, params (string Name, byte[] Bytes)[] others)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in ((string, byte[])[])[("model/data.pkl", pickle), .. others])
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(bytes);
            }
        }
        return stream.ToArray();
    }

    /// <summary>A file of the form before torch 1.6.</summary>
    public static byte[] Legacy(byte[] pickle, string[] keys, byte[] storages, bool littleEndian = true, long version = 1001)
    {
        byte[] magic = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.'];
        var list = new PickleBytes().Raw("](");
        foreach (var key in keys)
            list.Text(key);
        return
        [
            .. magic,
            .. new PickleBytes().Number(version).Raw(".").ToArray(),
            .. new PickleBytes().Raw("}").Text("little_endian").Raw(littleEndian ? (byte)0x88 : (byte)0x89).Raw("s.").ToArray(),
            .. pickle,
            .. list.Raw("e.").ToArray(),
            .. storages,
        ];
    }

    public static byte[] Floats(params float[] values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return bytes;
    }

    /// <summary>A storage as the older form has it: its element count before it.</summary>
    public static byte[] Counted(long count, byte[] bytes)
    {
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, count);
        return [.. prefix, .. bytes];
    }
}
