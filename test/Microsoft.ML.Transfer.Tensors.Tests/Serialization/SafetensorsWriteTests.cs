using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tensors.Tests.Serialization;

[TestClass]
public sealed class SafetensorsWriteTests
{
    [TestMethod]
    public void Whatever_is_written_is_read_back()
    {
        var types = Enum.GetValues<SafetensorsType>();
        var tensor =
            from name in ArbMap.Default.GeneratorFor<NonNull<string>>()
            from type in Gen.Elements(types)
            from rank in Gen.Choose(0, 4)
            from dimensions in Gen.Choose(0, 5).ArrayOf(rank)
            from seed in Gen.Choose(0, int.MaxValue)
            select Tensor(name.Get, type, dimensions, seed);
        var file =
            from tensors in tensor.ListOf()
            from metadata in ArbMap.Default.GeneratorFor<KeyValuePair<NonNull<string>, NonNull<string>>[]>()
            select (tensors, metadata);

        Prop.ForAll(file.ToArbitrary(), generated =>
        {
            var tensors = generated.tensors.Where(item => item.Name.Length > 0 && IsUnicode(item.Name)).DistinctBy(item => item.Name, StringComparer.Ordinal).ToList();
            var metadata = generated.metadata.Where(pair => IsUnicode(pair.Key.Get) && IsUnicode(pair.Value.Get))
                .DistinctBy(pair => pair.Key.Get, StringComparer.Ordinal).ToDictionary(pair => pair.Key.Get, pair => pair.Value.Get, StringComparer.Ordinal);
            using var stream = new MemoryStream();
            SafetensorsWriter.Write(stream, tensors, metadata);
            using var read = SafetensorsFile.FromBytes(stream.ToArray(), "x");

            Assert.HasCount(tensors.Count, read.Entries);
            Assert.IsTrue(metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).SequenceEqual(read.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)));
            foreach (var written in tensors)
            {
                Assert.IsTrue(read.TryGetEntry(written.Name, out var entry));
                Assert.AreEqual(written.Type, entry.Type);
                Assert.IsTrue(written.Shape.SequenceEqual(entry.Shape));
                Assert.IsTrue(written.Data.Span.SequenceEqual(read.GetBytes(entry)));
            }
        }).QuickCheckThrowOnFailure();
    }

    [TestMethod]
    public void The_same_tensors_in_any_order_give_the_same_bytes()
    {
        var a = SafetensorsTensor.FromFloat32("a", [1], [1]);
        var b = SafetensorsTensor.FromFloat32("b", [2], [2, 3]);
        CollectionAssert.AreEqual(Written([a, b]), Written([b, a]));
    }

    [TestMethod]
    public void Every_tensor_is_aligned_to_its_elements()
    {
        using var read = SafetensorsFile.FromBytes(Written(
        [
            new("byte", SafetensorsType.UInt8, [3], new byte[3]),
            new("half", SafetensorsType.Float16, [1], new byte[2]),
            SafetensorsTensor.FromFloat32("single", [1], [0]),
            SafetensorsTensor.FromInt64("long", [1], [0]),
        ]), "x");
        CollectionAssert.AreEqual(new[] { "long", "single", "half", "byte" }, read.Entries.Select(entry => entry.Name).ToArray());
        var bytes = Written([new("byte", SafetensorsType.UInt8, [3], new byte[3])]);
        Assert.AreEqual(0, (bytes.Length - 3) % 8, "the data begin at a multiple of 8");
    }

    [TestMethod]
    public void A_failed_save_leaves_the_old_file_and_no_other()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("x.safetensors", "old"u8.ToArray());
        Assert.ThrowsExactly<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException("the disk is full");
        }));
        Assert.AreEqual("old", File.ReadAllText(path));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void The_name_is_taken_only_when_the_content_is_complete()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("x.safetensors", "old"u8.ToArray());
        AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.AreEqual("old", File.ReadAllText(path));
            Assert.IsEmpty(Directory.GetFiles(folder.Path, "*.safetensors").Except([path], StringComparer.Ordinal));
        });
        Assert.AreEqual("new", File.ReadAllText(path));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void A_file_that_is_open_can_be_replaced_and_keeps_its_numbers()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Windows does not replace a mapped file.");
        using var folder = new TemporaryFolder();
        var path = folder.File("x.safetensors");
        SafetensorsWriter.Save(path, [SafetensorsTensor.FromFloat32("a", [1], [1])]);
        using var old = SafetensorsFile.Open(path);
        SafetensorsWriter.Save(path, [SafetensorsTensor.FromFloat32("a", [1], [2])]);
        var value = new float[1];
        old.ReadFloat32(old.Entries[0], value);
        Assert.AreEqual(1, value[0]);
    }

    [TestMethod]
    public void Tensors_that_cannot_be_written_are_refused_before_a_file_is_made()
    {
        using var folder = new TemporaryFolder();
        Refused("must be unique", SafetensorsTensor.FromFloat32("a", [1], [1]), SafetensorsTensor.FromFloat32("a", [1], [1]));
        Refused("__metadata__", SafetensorsTensor.FromFloat32("__metadata__", [1], [1]));
        Refused("surrogate pair", SafetensorsTensor.FromFloat32("a\ud800", [1], [1]));
        Refused("holds 3 bytes, but F32 of shape [1] takes 32 bits", new SafetensorsTensor("a", SafetensorsType.Float32, [1], new byte[3]));
        Refused("the dimension -1", new SafetensorsTensor("a", SafetensorsType.Float32, [-1], Array.Empty<byte>()));
        Refused("holds 0 bytes", new SafetensorsTensor("a", SafetensorsType.UInt8, [long.MaxValue, long.MaxValue, long.MaxValue], Array.Empty<byte>()));
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));

        void Refused(string expected, params SafetensorsTensor[] tensors) =>
            Assert.Contains(expected, Assert.ThrowsExactly<ArgumentException>(() => SafetensorsWriter.Save(folder.File("x"), tensors)).Message);
    }

    private static byte[] Written(IReadOnlyList<SafetensorsTensor> tensors)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors);
        return stream.ToArray();
    }

    private static SafetensorsTensor Tensor(string name, SafetensorsType type, int[] dimensions, int seed)
    {
        var bits = type.BitsPerElement() * dimensions.Aggregate(1, (product, dimension) => product * dimension);
        if (bits % 8 != 0)
            return Tensor(name, type, [.. dimensions, 4], seed);
        var data = new byte[bits / 8];
        new Random(seed).NextBytes(data);
        return new SafetensorsTensor(name, type, [.. dimensions.Select(dimension => (long)dimension)], data);
    }

    private static bool IsUnicode(string text) => string.Equals(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), text, StringComparison.Ordinal);
}
