using System.Runtime.InteropServices;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Tensors.Tests.Serialization;

/// <summary>Files written by the reference implementation, and files that it refuses.</summary>
[TestClass]
public sealed class SafetensorsReferenceTests
{
    [TestMethod]
    [DataRow("refuse_empty_file", "has 0 bytes")]
    [DataRow("refuse_header_past_end", "500 bytes long, but only 2 bytes follow")]
    [DataRow("refuse_header_too_long", "at most 100000000 are allowed")]
    [DataRow("refuse_hole", "leaves a hole after 'a'")]
    [DataRow("refuse_negative", "shape[0] is -1")]
    [DataRow("refuse_not_json", "must be a JSON object")]
    [DataRow("refuse_offsets_past_end", "the file is cut off")]
    [DataRow("refuse_overlap", "overlaps 'a'")]
    [DataRow("refuse_shape_overflow", "overflows 64 bits")]
    [DataRow("refuse_size_mismatch", "hold 8 bytes, but F32 of shape [3] takes 12")]
    [DataRow("refuse_trailing", "5 bytes belong to no tensor")]
    [DataRow("refuse_unknown_dtype", "unknown dtype 'Q7'")]
    public void A_malformed_file_is_refused(string name, string expected)
    {
        var path = SharedData.Require("parity", "containers", name + ".safetensors");
        var exception = Assert.ThrowsExactly<InvalidDataException>(() => SafetensorsFile.Open(path).Dispose());
        Assert.Contains(path, exception.Message);
        Assert.Contains(expected, exception.Message);
    }

    [TestMethod]
    public void No_malformed_file_is_forgotten_above()
    {
        var files = Directory.GetFiles(SharedData.Require("parity", "containers"), "refuse_*.safetensors");
        Assert.HasCount(12, files);
    }

    [TestMethod]
    public void Ok_small_has_its_metadata_and_numbers()
    {
        using var file = Open("ok_small");
        Assert.AreEqual("pt", file.Metadata["format"]);
        Assert.AreEqual("x", file.Metadata["note"]);
        CollectionAssert.AreEqual(new float[] { 0, 1, 2, 3, 4, 5 }, Floats(file, "a"));
        Assert.IsTrue(file.TryGetEntry("b", out var integers));
        CollectionAssert.AreEqual(new long[] { 1, 2 }, MemoryMarshal.Cast<byte, long>(file.GetBytes(integers)).ToArray());
    }

    [TestMethod]
    [DataRow("ok_order", "a", new[] { 1f })]
    [DataRow("ok_order", "b", new[] { 2f })]
    [DataRow("ok_scalar", "s", new[] { 1f })]
    [DataRow("ok_unaligned_header", "a", new[] { 0f, 0f })]
    [DataRow("ok_zero_size", "z", new float[0])]
    [DataRow("ok_zero_size", "a", new[] { 1f })]
    public void A_sound_file_gives_its_numbers(string name, string tensor, float[] expected)
    {
        using var file = Open(name);
        CollectionAssert.AreEqual(expected, Floats(file, tensor));
    }

    [TestMethod]
    public void A_file_of_every_model_case_opens()
    {
        var files = Directory.GetFiles(SharedData.Require("parity", "models"), "*.safetensors", SearchOption.AllDirectories);
        Assert.IsGreaterThan(50, files.Length);
        foreach (var path in files)
        {
            using var file = SafetensorsFile.Open(path);
            foreach (var entry in file.Entries.Where(entry => entry.Type.IsReadableAsFloat32()))
                _ = Floats(file, entry.Name);
            Assert.IsEmpty(file.FindNonFinite(), path);
        }
    }

    [TestMethod]
    [DataRow("bert-fp16", SafetensorsType.Float16)]
    [DataRow("bert-bf16", SafetensorsType.BFloat16)]
    public void Sixteen_bit_weights_are_as_near_to_the_full_ones_as_their_format_allows(string model, SafetensorsType type)
    {
        using var narrow = SafetensorsFile.Open(SharedData.Require("parity", "models", model, "model.safetensors"));
        var entry = narrow.Entries.First(item => item.Type == type && item.Shape.Length == 2);
        var values = Floats(narrow, entry.Name);
        Assert.AreEqual(entry.ElementCount, values.Length);
        var precision = type == SafetensorsType.Float16 ? 1 << 13 : 1 << 16;
        foreach (var value in values)
        {
            Assert.IsTrue(float.IsFinite(value));
            // The bits that the narrow format lacks are zero; subnormal halves have fewer still.
            Assert.AreEqual(0u, BitConverter.SingleToUInt32Bits(value) % (uint)precision);
        }
    }

    private static SafetensorsFile Open(string name) => SafetensorsFile.Open(SharedData.Require("parity", "containers", name + ".safetensors"));

    private static float[] Floats(SafetensorsFile file, string name)
    {
        Assert.IsTrue(file.TryGetEntry(name, out var entry));
        var values = new float[entry.ElementCount];
        file.ReadFloat32(entry, values);
        return values;
    }
}
