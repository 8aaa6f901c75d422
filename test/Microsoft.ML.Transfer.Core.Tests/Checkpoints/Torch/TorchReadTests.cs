namespace Microsoft.ML.Transfer.Core.Tests.Checkpoints.Torch;

[TestClass]
public sealed class TorchReadTests
{
    private static readonly byte[] SixFloats = PickleBytes.Floats(0, 1, 2, 3, 4, 5);

    [TestMethod]
    [DataRow(0L, new long[] { 2, 3 }, new long[] { 3, 1 }, new float[] { 0, 1, 2, 3, 4, 5 })]
    [DataRow(0L, new long[] { 3, 2 }, new long[] { 1, 3 }, new float[] { 0, 3, 1, 4, 2, 5 })]
    [DataRow(1L, new long[] { 2 }, new long[] { 3 }, new float[] { 1, 4 })]
    [DataRow(4L, new long[] { 2, 3 }, new long[] { 1, 0 }, new float[] { 4, 4, 4, 5, 5, 5 })]
    [DataRow(5L, new long[0], new long[0], new float[] { 5 })]
    [DataRow(0L, new long[] { 0, 3 }, new long[] { 3, 1 }, new float[0])]
    [DataRow(3L, new long[] { 1, 3 }, new long[] { 99, 1 }, new float[] { 3, 4, 5 })]
    public void Views_are_read_in_row_major_order(long offset, long[] shape, long[] strides, float[] expected)
    {
        var pickle = PickleBytes.OneTensor("FloatStorage", 6, offset, shape, strides);
        CollectionAssert.AreEqual(expected, TorchFiles.Read(PickleBytes.Zip(pickle, ("model/data/0", SixFloats)), "w"));
        CollectionAssert.AreEqual(expected, TorchFiles.Read(PickleBytes.Legacy(pickle, ["0"], PickleBytes.Counted(6, SixFloats)), "w"));
    }

    [TestMethod]
    public void A_strided_view_longer_than_a_block_is_read()
    {
        const int Rows = 300;
        const int Columns = 70;
        var values = Enumerable.Range(0, Rows * Columns).Select(i => (float)i).ToArray();
        var pickle = PickleBytes.OneTensor("FloatStorage", values.Length, 0, [Columns, Rows], [1, Columns]);
        var read = TorchFiles.Read(PickleBytes.Zip(pickle, ("model/data/0", PickleBytes.Floats(values))), "w");
        for (var i = 0; i < read.Length; i++)
            Assert.AreEqual((i % Rows * Columns) + (i / Rows), read[i]);
    }

    [TestMethod]
    public void A_view_of_a_storage_in_the_older_form_is_read()
    {
        var pickle = new PickleBytes().Raw("}").Text("w").Tensor("FloatStorage", "0", 6, 1, [2], [1], view: [2, 3]).Raw("s.").ToArray();
        CollectionAssert.AreEqual(new float[] { 3, 4 }, TorchFiles.Read(PickleBytes.Legacy(pickle, ["0"], PickleBytes.Counted(6, SixFloats)), "w"));
    }

    [TestMethod]
    public void The_byte_order_entry_is_read()
    {
        var pickle = PickleBytes.OneTensor("FloatStorage", 6, 0, [6], [1]);
        var file = PickleBytes.Zip(pickle, ("model/data/0", SixFloats), ("model/byteorder", "little"u8.ToArray()));
        CollectionAssert.AreEqual(new float[] { 0, 1, 2, 3, 4, 5 }, TorchFiles.Read(file, "w"));
    }

    [TestMethod]
    public void An_ordered_dictionary_with_attributes_and_one_of_pairs_are_read()
    {
        var attributes = new PickleBytes().Global("collections", "OrderedDict").Raw(")R").Text("w")
            .Tensor("FloatStorage", "0", 6, 0, [6], [1]).Raw("s}").Text("_metadata").Raw("Nsb.").ToArray();
        Assert.HasCount(6, TorchFiles.Read(PickleBytes.Zip(attributes, ("model/data/0", SixFloats)), "w"));
        var pairs = new PickleBytes().Global("collections", "OrderedDict").Raw("]]").Text("w").Raw("a")
            .Tensor("FloatStorage", "0", 6, 0, [6], [1]).Raw("aa").Raw(0x85).Raw("R.").ToArray();
        Assert.HasCount(6, TorchFiles.Read(PickleBytes.Zip(pairs, ("model/data/0", SixFloats)), "w"));
    }

    [TestMethod]
    public void A_safetensors_file_under_another_name_is_read_as_what_it_is()
    {
        const string Header = """{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""";
        byte[] file = [(byte)Header.Length, 0, 0, 0, 0, 0, 0, 0, .. System.Text.Encoding.UTF8.GetBytes(Header), .. PickleBytes.Floats(7)];
        CollectionAssert.AreEqual(new float[] { 7 }, TorchFiles.Read(file, "w"));
    }

    [TestMethod]
    public void Integers_are_not_read_as_floats()
    {
        var pickle = PickleBytes.OneTensor("LongStorage", 1, 0, [1], [1]);
        var file = PickleBytes.Zip(pickle, ("model/data/0", new byte[8]));
        Assert.Contains("tensor 'w' has type I64; F16, BF16, F32 or F64 is needed", Assert.ThrowsExactly<InvalidDataException>(() => TorchFiles.Read(file, "w")).Message);
    }
}
