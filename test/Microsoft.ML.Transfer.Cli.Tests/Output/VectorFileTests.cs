using System.Text;
using System.Text.Json;
using Microsoft.ML.Transfer.Cli.Output;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Cli.Tests.Output;

[TestClass]
public sealed class VectorFileTests
{
    private static readonly string?[] Texts = ["a \"quoted\" é\t😀", null, "c"];
    private static readonly float[] Vectors = [0.1f, -1e-30f, 3, 16777216, float.MaxValue, -0f];

    [TestMethod]
    public void Jsonl_holds_text_and_vector()
    {
        var lines = Encoding.UTF8.GetString(Write("v.jsonl")).TrimEnd('\n').Split('\n');
        Assert.HasCount(3, lines);
        StringAssert.StartsWith(lines[0], "{\"text\":\"a \\\"quoted\\\" é\\t", StringComparison.Ordinal);
        for (var i = 0; i < 3; i++)
        {
            using var document = JsonDocument.Parse(lines[i]);
            Assert.AreEqual(Texts[i], document.RootElement.GetProperty("text").GetString());
            CollectionAssert.AreEqual(Vectors[(2 * i)..((2 * i) + 2)], document.RootElement.GetProperty("embedding").EnumerateArray().Select(v => v.GetSingle()).ToArray());
        }
    }

    [TestMethod]
    public void Tsv_has_a_header_and_numbers_that_read_back_the_same() =>
        Assert.AreEqual("x\ty\n0.1\t-1E-30\n3\t16777216\n3.4028235E+38\t-0\n", Encoding.UTF8.GetString(Write("v.tsv")));

    [TestMethod]
    public void Npy_has_the_header_that_numpy_reads()
    {
        var bytes = Write("v.npy");
        CollectionAssert.AreEqual(new byte[] { 0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0 }, bytes[..10]);
        Assert.AreEqual("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }".PadRight(117) + "\n", Encoding.ASCII.GetString(bytes[10..128]));
        CollectionAssert.AreEqual(Vectors, Enumerable.Range(0, 6).Select(i => BitConverter.ToSingle(bytes, 128 + (4 * i))).ToArray());
        Assert.HasCount(128 + 24, bytes);
    }

    [TestMethod]
    public void Safetensors_has_one_tensor()
    {
        using var file = SafetensorsFile.FromBytes(Write("v.safetensors"), "v.safetensors");
        var entry = file.Entries.Single();
        Assert.AreEqual("embeddings", entry.Name);
        CollectionAssert.AreEqual(new long[] { 3, 2 }, entry.Shape.ToArray());
        var values = new float[6];
        file.ReadFloat32(entry, values);
        CollectionAssert.AreEqual(Vectors, values);
    }

    [TestMethod]
    [DataRow("v.jsonl")]
    [DataRow("v.npy")]
    [DataRow("v.safetensors")]
    [DataRow("v.tsv")]
    public void A_file_that_was_not_completed_leaves_nothing(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Write(name, "what was there before");
        using (var file = VectorFile.Create(folder[name], ["x", "y"]))
            file.Write(Texts, Vectors);
        CollectionAssert.AreEqual(new[] { name }, folder.Files());
        Assert.AreEqual("what was there before", File.ReadAllText(folder[name]));
    }

    [TestMethod]
    public void An_unknown_ending_is_refused()
    {
        var error = Assert.ThrowsExactly<BadInputException>(() => VectorFile.CheckName("v.parquet"));
        Assert.AreEqual("--output v.parquet: files ending in '.parquet' are not written. Known: .jsonl, .npy, .safetensors, .tsv.", error.Message);
    }

    // In two batches, as long inputs come.
    private static byte[] Write(string name)
    {
        using var folder = new TemporaryFolder();
        using (var file = VectorFile.Create(folder[name], ["x", "y"]))
        {
            file.Write(Texts[..2], Vectors.AsSpan(0, 4));
            file.Write(Texts[2..], Vectors.AsSpan(4));
            file.Complete();
        }
        CollectionAssert.AreEqual(new[] { name }, folder.Files());
        return File.ReadAllBytes(folder[name]);
    }
}
