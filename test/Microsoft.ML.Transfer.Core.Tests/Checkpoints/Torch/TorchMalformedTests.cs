using System.IO.Compression;

namespace Microsoft.ML.Transfer.Core.Tests.Checkpoints.Torch;

/// <summary>One test for each way in which a <c>torch.save</c> file can be wrong or dangerous; every message must say which.</summary>
[TestClass]
public sealed class TorchMalformedTests
{
    private static readonly byte[] SixFloats = PickleBytes.Floats(0, 1, 2, 3, 4, 5);

    [TestMethod]
    [DataRow("os", "system")]
    [DataRow("posix", "system")]
    [DataRow("builtins", "eval")]
    [DataRow("__builtin__", "print")]
    [DataRow("torch", "load")]
    [DataRow("torch", "Storage")]
    [DataRow("torch._utils", "_rebuild_tensor_v2.__globals__")]
    [DataRow("collections", "OrderedDict.fromkeys")]
    [DataRow("Torch", "FloatStorage")]
    public void A_callable_is_refused_by_name_and_not_run(string module, string name)
    {
        var called = new PickleBytes().Global(module, name).Raw("(").Text("echo").Raw("tR.").ToArray();
        Assert.Contains($"names '{module}.{name}', which loading it in Python would run", TorchFiles.Refusal(PickleBytes.Zip(called)));
        var uncalled = new PickleBytes().Raw("}").Text("w").Global(module, name).Raw("s.").ToArray();
        Assert.Contains($"names '{module}.{name}'", TorchFiles.Refusal(PickleBytes.Legacy(uncalled, [], [])));
        var byStack = new PickleBytes().Text(module).Text(name).Raw(0x93, (byte)'.').ToArray();
        Assert.Contains($"names '{module}.{name}'", TorchFiles.Refusal(PickleBytes.Zip(byStack)));
    }

    [TestMethod]
    [DataRow((byte)'i', "NewInstance")]
    [DataRow((byte)'o', "NewObject")]
    [DataRow((byte)0x81, "NewByClass")]
    [DataRow((byte)0x92, "NewByClassWithKeywords")]
    [DataRow((byte)0x82, "Extension1")]
    [DataRow((byte)0x84, "Extension4")]
    [DataRow((byte)'P', "PersistentIdText")]
    [DataRow((byte)0x97, "NextBuffer")]
    public void An_instruction_that_makes_objects_is_refused_by_name(byte opcode, string name) =>
        Assert.Contains($"the instruction {name} is not needed for weights and is refused", TorchFiles.Refusal(PickleBytes.Zip(new PickleBytes().Raw("(").Raw(opcode).ToArray())));

    [TestMethod]
    public void An_unknown_instruction_is_refused() =>
        Assert.Contains("unknown instruction 0xFF", Refused(new PickleBytes().Raw(0xFF)));

    [TestMethod]
    [DataRow(1)]
    [DataRow(6)]
    public void An_unknown_protocol_is_refused(int protocol) =>
        Assert.Contains($"protocol {protocol}; 2 to 5 are read", TorchFiles.Refusal(PickleBytes.Zip([0x80, (byte)protocol, (byte)'N', (byte)'.'])));

    [TestMethod]
    public void An_entry_that_is_no_pickle_is_refused() =>
        Assert.Contains("it begins with byte 0x68; a pickle of protocol 2 or later begins with 0x80", TorchFiles.Refusal(PickleBytes.Zip("hello"u8.ToArray())));

    [TestMethod]
    public void A_pickle_that_is_cut_off_is_refused() =>
        Assert.Contains("1 more bytes are needed, but 0 follow; the file is cut off", Refused(new PickleBytes().Raw("}")));

    [TestMethod]
    [DataRow((byte)'X')]
    [DataRow((byte)'T')]
    [DataRow((byte)'B')]
    public void A_text_longer_than_the_file_allocates_nothing(byte opcode)
    {
        var file = PickleBytes.Zip(new PickleBytes().Raw(opcode, 0xF0, 0xFF, 0xFF, 0xFF).ToArray());
        _ = TorchFiles.Refusal(file);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("4294967280 more bytes are needed", TorchFiles.Refusal(file));
        Assert.IsLessThan(1 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void A_text_of_2_to_the_64_bytes_is_refused() =>
        Assert.Contains("18446744073709551615 more bytes are needed", Refused(new PickleBytes().Raw(0x8D, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF)));

    [TestMethod]
    public void A_text_that_is_not_UTF8_is_refused() =>
        Assert.Contains("not valid UTF-8", Refused(new PickleBytes().Raw("X").Raw(1, 0, 0, 0, 0xFF)));

    [TestMethod]
    public void A_pickle_of_too_many_instructions_is_refused()
    {
        var instructions = new byte[9_000_000];
        for (var i = 0; i < instructions.Length; i += 2)
            (instructions[i], instructions[i + 1]) = ((byte)'}', (byte)'0');
        Assert.Contains("more than 4000000 instructions", Refused(new PickleBytes().Raw(instructions)));
    }

    [TestMethod]
    public void A_pickle_of_too_many_bytes_is_refused()
    {
        var text = new byte[(32 << 20) + 1];
        Assert.Contains("more than 33554432 bytes", Refused(new PickleBytes().Raw("X").Raw(BitConverter.GetBytes(text.Length)).Raw(text)));
    }

    [TestMethod]
    public void An_integer_of_too_many_bytes_is_refused() =>
        Assert.Contains("an integer of 255 bytes", Refused(new PickleBytes().Raw(0x8A, 255).Raw(new byte[255])));

    [TestMethod]
    [DataRow("0.", "a value is needed where there is none")]
    [DataRow("t.", "the begin of a sequence is missing")]
    [DataRow("(0.", "a value is needed where there is none")]
    [DataRow("(.", "it ends with 1 values")]
    [DataRow(".", "it ends with 0 values")]
    [DataRow("NN.", "it ends with 2 values")]
    [DataRow("NNa.", "a list is needed where there is another value")]
    [DataRow("}(Ne.", "a list is needed where there is another value")]
    [DataRow("](Nu.", "a key without a value")]
    [DataRow("](NNu.", "a dictionary is needed where there is another value")]
    [DataRow("]Nb.", "a dictionary is needed where there is another value")]
    [DataRow("N)R.", "a call of something that is not a function")]
    [DataRow("NQ.", "a reference to something other than a storage")]
    public void Instructions_that_do_not_fit_together_are_refused(string instructions, string expected) =>
        Assert.Contains(expected, Refused(new PickleBytes().Raw(instructions)));

    [TestMethod]
    public void A_call_without_a_tuple_is_refused() =>
        Assert.Contains("a call of collections.OrderedDict without a tuple", Refused(new PickleBytes().Global("collections", "OrderedDict").Raw("NR.")));

    [TestMethod]
    public void A_call_with_wrong_arguments_is_refused()
    {
        Assert.Contains("a call of torch._utils._rebuild_tensor_v2 with arguments it does not take (0 of them)", Refused(new PickleBytes().Global("torch._utils", "_rebuild_tensor_v2").Raw(")R.")));
        Assert.Contains("an ordered dictionary of something other than pairs", Refused(new PickleBytes().Global("collections", "OrderedDict").Raw("]Na").Raw(0x85).Raw("R.")));
        Assert.Contains("a call of torch.FloatStorage", Refused(new PickleBytes().Global("torch", "FloatStorage").Raw(")R.")));
    }

    [TestMethod]
    public void A_value_that_was_not_kept_is_refused() =>
        Assert.Contains("it refers to value 7, which was not kept", Refused(new PickleBytes().Raw((byte)'h', 7)));

    [TestMethod]
    [DataRow(0L, new long[] { 7 }, new long[] { 1 }, "reaches element 6 of a storage of 6")]
    [DataRow(6L, new long[] { 1 }, new long[] { 1 }, "reaches element 6 of a storage of 6")]
    [DataRow(0L, new long[] { 2, 2 }, new long[] { 5, 1 }, "reaches element 6 of a storage of 6")]
    [DataRow(long.MaxValue, new long[] { 2 }, new long[] { long.MaxValue }, "reaches element 18446744073709551614")]
    [DataRow(-1L, new long[] { 1 }, new long[] { 1 }, "a negative number")]
    [DataRow(0L, new long[] { -1 }, new long[] { 1 }, "a negative number")]
    [DataRow(5L, new long[] { 6 }, new long[] { -1 }, "a negative number")]
    [DataRow(0L, new long[] { 2, 3 }, new long[] { 1 }, "a tensor with 2 dimensions and 1 strides")]
    [DataRow(0L, new long[] { 1L << 40, 1L << 40 }, new long[] { 0, 0 }, "repeats a storage of 6 elements")]
    public void A_tensor_that_leaves_its_storage_is_refused(long offset, long[] shape, long[] strides, string expected) =>
        Assert.Contains(expected, TorchFiles.Refusal(PickleBytes.Zip(PickleBytes.OneTensor("FloatStorage", 6, offset, shape, strides), ("model/data/0", SixFloats))));

    [TestMethod]
    public void A_storage_of_another_length_is_refused()
    {
        var pickle = PickleBytes.OneTensor("FloatStorage", 7, 0, [7], [1]);
        Assert.Contains("the storage '0' has 24 bytes; 7 elements of F32 take 28", TorchFiles.Refusal(PickleBytes.Zip(pickle, ("model/data/0", SixFloats))));
        Assert.Contains("the storage '0' has 6 elements where its tensors say 7", TorchFiles.Refusal(PickleBytes.Legacy(pickle, ["0"], PickleBytes.Counted(6, SixFloats))));
        Assert.Contains("takes 28 bytes, but 24 follow; the file is cut off", TorchFiles.Refusal(PickleBytes.Legacy(pickle, ["0"], PickleBytes.Counted(7, SixFloats))));
    }

    [TestMethod]
    public void A_storage_of_a_vast_count_is_refused() =>
        Assert.Contains("9223372036854775807 elements of F64 take 73786976294838206456", TorchFiles.Refusal(PickleBytes.Zip(PickleBytes.OneTensor("DoubleStorage", long.MaxValue, 0, [1], [1]), ("model/data/0", SixFloats))));

    [TestMethod]
    public void A_storage_that_is_not_there_is_refused()
    {
        var pickle = PickleBytes.OneTensor("FloatStorage", 6, 0, [6], [1]);
        Assert.Contains("the storage '0' is not in the archive", TorchFiles.Refusal(PickleBytes.Zip(pickle)));
        Assert.Contains("the storage '0' is not in the file", TorchFiles.Refusal(PickleBytes.Legacy(pickle, [], [])));
        Assert.Contains("the storage '0' is missing; the file is cut off", TorchFiles.Refusal(PickleBytes.Legacy(pickle, ["0"], [])));
    }

    [TestMethod]
    public void A_storage_that_no_tensor_uses_is_refused_where_its_length_is_unknown() =>
        Assert.Contains("names one that no tensor uses", TorchFiles.Refusal(PickleBytes.Legacy(PickleBytes.OneTensor("FloatStorage", 6, 0, [6], [1]), ["0", "1"], PickleBytes.Counted(6, SixFloats))));

    [TestMethod]
    public void A_storage_outside_the_archive_cannot_be_named()
    {
        // The key is looked up among the archive's names, never on the disk.
        var pickle = new PickleBytes().Raw("}").Text("w").Tensor("FloatStorage", "../../etc/passwd", 6, 0, [6], [1]).Raw("s.").ToArray();
        Assert.Contains("the storage '../../etc/passwd' is not in the archive", TorchFiles.Refusal(PickleBytes.Zip(pickle)));
    }

    [TestMethod]
    public void A_storage_with_two_types_is_refused()
    {
        var pickle = new PickleBytes().Raw("}").Text("a").Tensor("FloatStorage", "0", 6, 0, [6], [1]).Raw("s").Text("b").Tensor("HalfStorage", "0", 6, 0, [6], [1]).Raw("s.").ToArray();
        Assert.Contains("the storage '0' with two types or lengths", TorchFiles.Refusal(PickleBytes.Zip(pickle, ("model/data/0", SixFloats))));
    }

    [TestMethod]
    public void A_view_that_leaves_its_storage_is_refused()
    {
        var pickle = new PickleBytes().Raw("}").Text("w").Tensor("FloatStorage", "0", 6, 0, [1], [1], view: [4, 3]).Raw("s.").ToArray();
        Assert.Contains("a view that leaves the storage '0'", TorchFiles.Refusal(PickleBytes.Legacy(pickle, ["0"], PickleBytes.Counted(6, SixFloats))));
    }

    [TestMethod]
    public void A_dictionary_that_holds_itself_is_refused() =>
        Assert.Contains("nested deeper than 32 levels", Refused(new PickleBytes().Raw("}q").Raw(0).Text("x").Raw("h").Raw(0).Raw("s.")));

    [TestMethod]
    public void Tuples_that_double_at_every_level_are_refused()
    {
        var pickle = new PickleBytes().Raw(")q").Raw(0);
        for (byte level = 0; level < 30; level++)
            pickle.Raw((byte)'h', level, (byte)'h', level, 0x86, (byte)'q', (byte)(level + 1));
        // Between them the levels leave 31 values on the stack; the last one is wanted alone.
        var values = new PickleBytes().Raw("(").Raw(pickle.ToArray()[2..]).Raw("t.");
        Assert.Contains("more than 4000000 values", Refused(values));
    }

    [TestMethod]
    public void Two_tensors_of_one_name_are_refused()
    {
        var pickle = new PickleBytes().Raw("}").Text("a.b").Tensor("FloatStorage", "0", 6, 0, [6], [1]).Raw("s").Text("a").Raw("}").Text("b")
            .Tensor("FloatStorage", "0", 6, 0, [6], [1]).Raw("ss.").ToArray();
        Assert.Contains("two tensors named 'a.b'", TorchFiles.Refusal(PickleBytes.Zip(pickle, ("model/data/0", SixFloats))));
    }

    [TestMethod]
    public void A_tensor_without_a_name_is_refused() =>
        Assert.Contains("a single tensor without a name", TorchFiles.Refusal(PickleBytes.Zip(new PickleBytes().Tensor("FloatStorage", "0", 6, 0, [6], [1]).Raw(".").ToArray(), ("model/data/0", SixFloats))));

    [TestMethod]
    public void Big_endian_weights_are_refused()
    {
        var pickle = PickleBytes.OneTensor("FloatStorage", 6, 0, [6], [1]);
        Assert.Contains("the byte order is 'big'", TorchFiles.Refusal(PickleBytes.Zip(pickle, ("model/data/0", SixFloats), ("model/byteorder", "big"u8.ToArray()))));
        Assert.Contains("not saved on a little-endian machine", TorchFiles.Refusal(PickleBytes.Legacy(pickle, ["0"], PickleBytes.Counted(6, SixFloats), littleEndian: false)));
    }

    [TestMethod]
    public void Another_version_of_the_older_form_is_refused() =>
        Assert.Contains("an unknown version", TorchFiles.Refusal(PickleBytes.Legacy(PickleBytes.OneTensor("FloatStorage", 6, 0, [6], [1]), ["0"], PickleBytes.Counted(6, SixFloats), version: 1002)));

    [TestMethod]
    public void A_pickle_that_is_no_checkpoint_is_refused() =>
        Assert.Contains("a pickle, but not one that torch.save wrote", TorchFiles.Refusal(new PickleBytes().Number(1).Raw(".").ToArray()));

    [TestMethod]
    public void Bytes_after_the_last_storage_are_refused() =>
        Assert.Contains("2 bytes follow the last storage", TorchFiles.Refusal(PickleBytes.Legacy(PickleBytes.OneTensor("FloatStorage", 6, 0, [6], [1]), ["0"], [.. PickleBytes.Counted(6, SixFloats), 1, 2])));

    [TestMethod]
    public void A_script_archive_is_refused() =>
        Assert.Contains("a TorchScript archive, which holds code", TorchFiles.Refusal(PickleBytes.Zip(new PickleBytes().Raw("}.").ToArray(), ("model/constants.pkl", []))));

    [TestMethod]
    public void An_archive_without_a_pickle_or_with_two_is_refused()
    {
        Assert.Contains("the archive has 2 entries <name>/data.pkl", TorchFiles.Refusal(PickleBytes.Zip(new PickleBytes().Raw("}.").ToArray(), ("other/data.pkl", []))));
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            archive.CreateEntry("readme.txt", CompressionLevel.NoCompression).Open().Dispose();
        Assert.Contains("the archive has 0 entries <name>/data.pkl", TorchFiles.Refusal(stream.ToArray()));
    }

    [TestMethod]
    public void A_compressed_entry_is_refused()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("model/data.pkl", CompressionLevel.SmallestSize).Open();
            entry.Write(new byte[10_000_000]);
        }
        Assert.IsLessThan(100_000, stream.Length);
        Assert.Contains("the entry 'model/data.pkl' is compressed (method 8)", TorchFiles.Refusal(stream.ToArray()));
    }

    [TestMethod]
    public void An_entry_that_stands_twice_is_refused() =>
        Assert.Contains("the entry 'model/data/0' stands twice", TorchFiles.Refusal(PickleBytes.Zip(new PickleBytes().Raw("}.").ToArray(), ("model/data/0", SixFloats), ("model/data/0", SixFloats))));

    [TestMethod]
    public void An_archive_that_is_cut_off_is_refused() =>
        Assert.Contains("the archive has no directory at its end; the file is cut off", TorchFiles.Refusal(PickleBytes.Zip(PickleBytes.OneTensor("FloatStorage", 6, 0, [6], [1]), ("model/data/0", SixFloats))[..^30]));

    [TestMethod]
    public void A_pointer_in_place_of_the_weights_is_named() =>
        Assert.Contains("a Git LFS pointer stands in place of the weights", TorchFiles.Refusal("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"u8.ToArray()));

    [TestMethod]
    [DataRow("")]
    [DataRow("abc")]
    [DataRow("<!DOCTYPE html><html><body>404")]
    public void A_file_of_another_kind_is_refused(string content) =>
        Assert.Contains("neither a safetensors file nor one that torch.save wrote", TorchFiles.Refusal(System.Text.Encoding.ASCII.GetBytes(content)));

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Every_byte_changed_or_cut_off_either_loads_or_is_refused_cleanly(bool zip)
    {
        var pickle = PickleBytes.OneTensor("FloatStorage", 6, 1, [2, 2], [2, 1]);
        var sound = zip
            ? PickleBytes.Zip(pickle, ("model/data/0", SixFloats), ("model/byteorder", "little"u8.ToArray()))
            : PickleBytes.Legacy(pickle, ["0"], PickleBytes.Counted(6, SixFloats));
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4 }, TorchFiles.Read(sound, "w"));
        var random = new Random(11);
        var refused = 0;
        for (var position = 0; position < sound.Length; position++)
        {
            var changed = (byte[])sound.Clone();
            changed[position] ^= (byte)random.Next(1, 256);
            refused += IsRefused(changed) ? 1 : 0;
            Assert.IsTrue(IsRefused(sound[..position]), $"cut off after {position} bytes");
        }
        Assert.IsGreaterThan(sound.Length / 3, refused);

        static bool IsRefused(byte[] file)
        {
            using var folder = new TestSupport.TemporaryFolder();
            try
            {
                using var weights = Transfer.Checkpoints.CheckpointWeights.OpenFile(folder.Write("pytorch_model.bin", file));
                foreach (var name in weights.Names)
                    _ = weights.Read(name);
                return false;
            }
            catch (InvalidDataException)
            {
                return true;
            }
        }
    }

    private static string Refused(PickleBytes pickle) => TorchFiles.Refusal(PickleBytes.Zip(pickle.ToArray()));
}
