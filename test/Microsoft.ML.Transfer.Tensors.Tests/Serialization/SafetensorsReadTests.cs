using System.Runtime.InteropServices;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tensors.Tests.Serialization;

[TestClass]
public sealed class SafetensorsReadTests
{
    [TestMethod]
    public void Zero_size_tensors_scalars_and_unaligned_data_are_legal()
    {
        // 135 bytes of header put the data at an odd address.
        const string Header = """{"z":{"dtype":"F32","shape":[0,4],"data_offsets":[0,0]},"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}  """;
        using var file = SafetensorsFile.FromBytes(SafetensorsBytes.Of(Header + (Header.Length % 2 == 0 ? " " : ""), BitConverter.GetBytes(1.5f)), "x");
        Assert.IsTrue(file.TryGetEntry("z", out var zero));
        Assert.AreEqual(0, zero.ElementCount);
        file.ReadFloat32(zero, []);
        Assert.IsTrue(file.TryGetEntry("s", out var scalar));
        Assert.IsEmpty(scalar.Shape);
        Assert.AreEqual(1, scalar.ElementCount);
        var value = new float[1];
        file.ReadFloat32(scalar, value);
        Assert.AreEqual(1.5f, value[0]);
    }

    [TestMethod]
    public void Entries_come_in_the_order_of_their_data()
    {
        using var file = SafetensorsFile.FromBytes(SafetensorsBytes.Of("""{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8), "x");
        CollectionAssert.AreEqual(new[] { "a", "b" }, file.Entries.Select(entry => entry.Name).ToArray());
    }

    [TestMethod]
    public void A_file_without_tensors_is_legal()
    {
        using var file = SafetensorsFile.FromBytes(SafetensorsBytes.Of("""{"__metadata__":{"format":"pt"}}""", 0), "x");
        Assert.IsEmpty(file.Entries);
        Assert.AreEqual("pt", file.Metadata["format"]);
    }

    [TestMethod]
    public void What_a_later_version_adds_to_a_tensor_is_passed_over()
    {
        using var file = SafetensorsFile.FromBytes(SafetensorsBytes.Of("""{"a":{"new":{"x":[1]},"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1), "x");
        Assert.HasCount(1, file.Entries);
    }

    [TestMethod]
    public void Every_binary16_widens_exactly()
    {
        var bits = Enumerable.Range(0, 1 << 16).Select(value => (ushort)value).ToArray();
        var read = Read(SafetensorsType.Float16, MemoryMarshal.AsBytes(bits.AsSpan()).ToArray(), bits.Length);
        for (var i = 0; i < bits.Length; i++)
        {
            var expected = (float)BitConverter.UInt16BitsToHalf(bits[i]);
            if (float.IsNaN(expected))
                Assert.IsTrue(float.IsNaN(read[i]), $"0x{i:X4}");
            else
                Assert.AreEqual(BitConverter.SingleToUInt32Bits(expected), BitConverter.SingleToUInt32Bits(read[i]), $"0x{i:X4}");
        }
    }

    [TestMethod]
    public void Every_bfloat16_widens_to_the_float_it_is_the_upper_half_of()
    {
        var bits = Enumerable.Range(0, 1 << 16).Select(value => (ushort)value).ToArray();
        var read = Read(SafetensorsType.BFloat16, MemoryMarshal.AsBytes(bits.AsSpan()).ToArray(), bits.Length);
        for (var i = 0; i < bits.Length; i++)
            Assert.AreEqual((uint)i << 16, BitConverter.SingleToUInt32Bits(read[i]), $"0x{i:X4}");
    }

    [TestMethod]
    public void Binary64_rounds_to_the_nearest_float()
    {
        // More than one block, and not a whole number of them.
        var random = new Random(3);
        var values = Enumerable.Range(0, 3001).Select(_ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-40, 38))).ToArray();
        values[5] = double.NaN;
        values[6] = double.NegativeInfinity;
        values[7] = -0.0;
        var read = Read(SafetensorsType.Float64, MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), values.Length);
        for (var i = 0; i < values.Length; i++)
            Assert.AreEqual(BitConverter.SingleToUInt32Bits((float)values[i]), BitConverter.SingleToUInt32Bits(read[i]), $"{i}");
    }

    [TestMethod]
    public void A_binary64_beyond_float32_is_refused_rather_than_made_infinite()
    {
        var exception = Assert.ThrowsExactly<InvalidDataException>(() => Read(SafetensorsType.Float64, MemoryMarshal.AsBytes([1.0, 1e300]).ToArray(), 2));
        Assert.Contains("tensor 't': the value 1E+300 is beyond the range of float32", exception.Message);
    }

    [TestMethod]
    public void Integers_are_not_read_as_floats()
    {
        var exception = Assert.ThrowsExactly<InvalidDataException>(() => Read(SafetensorsType.Int64, new byte[16], 2));
        Assert.Contains("x: tensor 't' has type I64; F16, BF16, F32 or F64 is needed", exception.Message);
    }

    [TestMethod]
    public void A_destination_of_another_length_is_refused()
    {
        var exception = Assert.ThrowsExactly<ArgumentException>(() => Read(SafetensorsType.Float32, new byte[16], 4, destinationLength: 3));
        Assert.Contains("of shape [4] has 4 elements; the destination has 3", exception.Message);
    }

    [TestMethod]
    public void An_entry_of_another_file_is_refused()
    {
        var bytes = SafetensorsBytes.Of("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1);
        using var one = SafetensorsFile.FromBytes(bytes, "one");
        using var other = SafetensorsFile.FromBytes(bytes, "other");
        Assert.ThrowsExactly<ArgumentException>(() => one.GetBytes(other.Entries[0]).Length);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_closed_file_is_not_read(bool mapped)
    {
        using var folder = new TemporaryFolder();
        var bytes = SafetensorsBytes.Of("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4);
        var file = mapped ? SafetensorsFile.Open(folder.Write("x", bytes)) : SafetensorsFile.FromBytes(bytes, "x");
        file.Dispose();
        file.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => file.GetBytes(file.Entries[0]).Length);
        Assert.ThrowsExactly<ObjectDisposedException>(() => file.ReadFloat32(file.Entries[0], new float[1]));
    }

    [TestMethod]
    public void A_missing_file_is_named() =>
        Assert.Contains("no-such-file", Assert.ThrowsExactly<FileNotFoundException>(() => SafetensorsFile.Open("no-such-file").Dispose()).Message);

    [TestMethod]
    public void Sixteen_readers_at_once_see_the_same_numbers()
    {
        using var folder = new TemporaryFolder();
        var values = Enumerable.Range(0, 50_000).Select(i => i * 0.25f).ToArray();
        SafetensorsWriter.Save(folder.File("x"), [SafetensorsTensor.FromFloat32("a", [values.Length], values)]);
        using var file = SafetensorsFile.Open(folder.File("x"));
        Parallel.For(0, 16, _ =>
        {
            var read = new float[values.Length];
            file.ReadFloat32(file.Entries[0], read);
            Assert.IsTrue(read.AsSpan().SequenceEqual(values));
        });
    }

    [TestMethod]
    public void Non_finite_values_are_found_in_every_type_that_has_them()
    {
        using var stream = new MemoryStream();
        var floats = new float[3000];
        floats[2500] = float.NaN;
        floats[2999] = float.PositiveInfinity;
        SafetensorsWriter.Write(stream,
        [
            SafetensorsTensor.FromFloat32("f32", [3000], floats),
            SafetensorsTensor.FromFloat32("sound", [2], [float.MaxValue, float.Epsilon]),
            new("f16", SafetensorsType.Float16, [2], MemoryMarshal.AsBytes([(Half)1, Half.NegativeInfinity]).ToArray()),
            new("bf16", SafetensorsType.BFloat16, [2], MemoryMarshal.AsBytes<ushort>([0x7F80, 0x7F7F]).ToArray()),
            new("f64", SafetensorsType.Float64, [2], MemoryMarshal.AsBytes([double.NaN, double.NaN]).ToArray()),
            new("c64", SafetensorsType.Complex64, [2], MemoryMarshal.AsBytes([0, 0, 0, float.NaN]).ToArray()),
            new("e5m2", SafetensorsType.Float8E5M2, [2], new byte[] { 0x7B, 0xFC }),
            new("e4m3", SafetensorsType.Float8E4M3, [2], new byte[] { 0x7E, 0xFF }),
            new("i64", SafetensorsType.Int64, [1], MemoryMarshal.AsBytes([-1L]).ToArray()),
        ]);
        using var file = SafetensorsFile.FromBytes(stream.ToArray(), "x");
        var found = file.FindNonFinite().OrderBy(tensor => tensor.Name, StringComparer.Ordinal).ToArray();
        CollectionAssert.AreEqual(new NonFiniteTensor[]
        {
            new("bf16", 0, 1), new("c64", 1, 1), new("e4m3", 1, 1), new("e5m2", 1, 1), new("f16", 1, 1), new("f32", 2500, 2), new("f64", 0, 2),
        }, found);
    }

    [TestMethod]
    public void A_thousand_opens_leave_memory_where_it_was()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Save(folder.File("x"), [SafetensorsTensor.FromFloat32("a", [1 << 18], new float[1 << 18])]);
        Touch(100);
        var before = Environment.WorkingSet;
        Touch(1000);
        // Were the mappings of 1 MB kept, the growth would be 1 GB.
        Assert.IsLessThan(100L << 20, Environment.WorkingSet - before);

        void Touch(int times)
        {
            var sum = 0;
            for (var i = 0; i < times; i++)
            {
                using var file = SafetensorsFile.Open(folder.File("x"));
                foreach (var b in file.GetBytes(file.Entries[0]))
                    sum += b;
            }
            Assert.AreEqual(0, sum);
        }
    }

    private static float[] Read(SafetensorsType type, byte[] data, int count, int? destinationLength = null)
    {
        var header = $$$"""{"t":{"dtype":"{{{type.HeaderName()}}}","shape":[{{{count}}}],"data_offsets":[0,{{{data.Length}}}]}}""";
        // An odd number of header bytes: the data must be read right where they are not aligned.
        using var file = SafetensorsFile.FromBytes(SafetensorsBytes.Of(header + (header.Length % 2 == 0 ? " " : ""), data), "x");
        var values = new float[destinationLength ?? count];
        file.ReadFloat32(file.Entries[0], values);
        return values;
    }
}
