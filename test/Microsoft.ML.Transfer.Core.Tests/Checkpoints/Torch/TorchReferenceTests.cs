using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Checkpoints.Torch;

/// <summary>Files that PyTorch itself wrote, with the names, shapes and numbers that Python's unpickler finds in them.</summary>
[TestClass]
public sealed class TorchReferenceTests
{
    [TestMethod]
    [DataRow("state_dict.zip.bin", "expected.safetensors")]
    [DataRow("state_dict.legacy.bin", "expected.safetensors")]
    [DataRow("state_dict.protocol4.bin", "expected.safetensors")]
    [DataRow("module_state_dict.bin", "module_expected.safetensors")]
    public void Weights_equal_those_of_the_same_model_in_safetensors(string file, string expected)
    {
        using var weights = CheckpointWeights.OpenFile(SharedData.Require("parity", "containers", file));
        using var reference = CheckpointWeights.OpenFile(SharedData.Require("parity", "containers", expected));
        AssertEqual(reference, weights);
    }

    [TestMethod]
    [DataRow("pytorch_model.bin")]
    [DataRow("pytorch_model.legacy.bin")]
    public void A_whole_model_equals_its_safetensors_form(string file)
    {
        using var weights = CheckpointWeights.OpenFile(SharedData.Require("parity", "models", "bert-bin", file));
        using var reference = CheckpointFolder.Open(SharedData.Require("parity", "models", "bert")).OpenWeights();
        AssertEqual(reference, weights, only: weights.Names.Intersect(reference.Names, StringComparer.Ordinal).ToList());
        Assert.IsEmpty(reference.Names.Except(weights.Names, StringComparer.Ordinal));
    }

    [TestMethod]
    public void A_folder_with_the_older_form_alone_opens()
    {
        using var weights = CheckpointFolder.Open(SharedData.Require("parity", "models", "bert-bin")).OpenWeights();
        Assert.EndsWith("pytorch_model.bin", weights.Source);
    }

    [TestMethod]
    public void A_sharded_checkpoint_of_the_older_form_opens()
    {
        using var folder = new TemporaryFolder();
        File.Copy(SharedData.Require("parity", "containers", "module_state_dict.bin"), folder.File("pytorch_model-00001-of-00002.bin"));
        File.Copy(SharedData.Require("parity", "containers", "state_dict.zip.bin"), folder.File("pytorch_model-00002-of-00002.bin"));
        folder.Write("pytorch_model.bin.index.json", """{"weight_map":{"bias":"pytorch_model-00001-of-00002.bin","plain":"pytorch_model-00002-of-00002.bin"}}""");
        using var weights = CheckpointFolder.Open(folder.Path).OpenWeights();
        Assert.HasCount(2, weights.Read("bias"));
        Assert.HasCount(24, weights.Read("plain"));
    }

    [TestMethod]
    public void A_nested_checkpoint_names_its_tensors_by_the_way_to_them()
    {
        using var weights = CheckpointWeights.OpenFile(SharedData.Require("parity", "containers", "nested_checkpoint.bin"));
        CollectionAssert.AreEquivalent(new[] { "state_dict.w", "list.0" }, weights.Names.ToArray());
        CollectionAssert.AreEqual(new float[] { 1, 1, 1, 1 }, weights.Read("state_dict.w"));
        CollectionAssert.AreEqual(new float[] { 0 }, weights.Read("list.0"));
    }

    [TestMethod]
    public void A_call_of_a_function_is_refused_by_its_name()
    {
        var path = SharedData.Require("parity", "containers", "refuse_callable.bin");
        var message = Assert.ThrowsExactly<InvalidDataException>(() => CheckpointWeights.OpenFile(path).Dispose()).Message;
        Assert.StartsWith($"{path}: the pickle names '__builtin__.print'", message);
    }

    [TestMethod]
    public void A_file_that_is_cut_off_is_refused()
    {
        var path = SharedData.Require("parity", "containers", "refuse_truncated.bin");
        Assert.Contains("the file is cut off", Assert.ThrowsExactly<InvalidDataException>(() => CheckpointWeights.OpenFile(path).Dispose()).Message);
    }

    // Tensors in the order of the file, and over all floating-point tensors that are finite the sum of each value times (its row-major index modulo 7, plus 1).
    [TestMethod]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/batch_norm/batch_norm2d.pt", "norm1.weight F32[5], norm1.bias F32[5], norm1.running_mean F32[5], norm1.running_var F32[5], norm1.num_batches_tracked I64[]", 29.249999653548002)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/boolean/boolean.pt", "buffer BOOL[3]", 0)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/buffer/buffer.pt", "buffer F32[3,3]", 31.0)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/complex_nested/complex_nested.pt", "23 tensors", 70.47526667732745)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/config/weights_with_config.pt", "my_model.fc1.weight F32[3,2], my_model.fc1.bias F32[3], my_model.fc2.weight F32[4,3]", -9.510262101888657)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/conv1d/conv1d.pt", "conv1.weight F32[2,2,2], conv1.bias F32[2], conv2.weight F32[2,2,2]", -0.5994387269020081)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/conv2d/conv2d.pt", "conv1.weight F32[2,2,2,2], conv1.bias F32[2], conv2.weight F32[2,2,2,2]", 0.3573233336210251)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/conv_transpose1d/conv_transpose1d.pt", "conv1.weight F32[2,2,2], conv1.bias F32[2], conv2.weight F32[2,2,2]", -0.5994387269020081)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/conv_transpose2d/conv_transpose2d.pt", "conv1.weight F32[2,2,2,2], conv1.bias F32[2], conv2.weight F32[2,2,2,2]", 0.3573233336210251)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/debug_test.pt", "test F32[4]", 30.0)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/embedding/embedding.pt", "embed.weight F32[10,3]", -10.999543694779277)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/enum_module/enum_depthwise_false.pt", "conv.weight F32[2,2,3,3], conv.bias F32[2]", 0.8618336340878159)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/enum_module/enum_depthwise_true.pt", "conv.dconv.weight F32[2,1,3,3], conv.dconv.bias F32[2], conv.pconv.weight F32[2,2,1,1], conv.pconv.bias F32[2]", 1.8326046876609325)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/group_norm/group_norm.pt", "norm1.weight F32[6], norm1.bias F32[6]", 21.0)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/integer/integer.pt", "buffer I64[3]", 0)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/key_remap/key_remap.pt", "conv.conv1.weight F32[2,2,2,2], conv.conv1.bias F32[2], conv.conv2.weight F32[2,2,2,2]", 0.3573233336210251)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/key_remap_chained/key_remap.pt", "18 tensors", 115.95287746416871)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/layer_norm/layer_norm.pt", "norm1.weight F32[2], norm1.bias F32[2]", 3.0)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/linear/linear.pt", "fc1.weight F32[3,2], fc1.bias F32[3], fc2.weight F32[4,3]", 1.4151770770549774)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/linear/linear_with_bias.pt", "fc1.weight F32[3,2], fc1.bias F32[3]", 0.5298793911933899)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/missing_module_field/missing_module_field.pt", "conv1.weight F32[2,2,2,2], conv1.bias F32[2]", -0.1759139746427536)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/non_contiguous_indexes/non_contiguous_indexes.pt", "10 tensors", 2.066941868746653)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/test_int.pt", "test I64[3]", 0)]
    [DataRow("torch_pickle_samples/crates/burn-store/pytorch-tests/tests/top_level_key/top_level_key.pt", "my_state_dict.conv1.weight F32[2,2,2,2], my_state_dict.conv1.bias F32[2]", -0.1759139746427536)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/bfloat16.pt", "tensor BF16[3]", 7.0)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/bool.pt", "tensor BOOL[5]", 0)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/buffers.pt", "buffer1 I32[3], buffer2 BOOL[2]", 0)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/checkpoint.pt", "model_state_dict.fc1.weight F32[10,5], model_state_dict.fc1.bias F32[10], model_state_dict.fc2.weight F32[3,10], model_state_dict.fc2.bias F32[3], optimizer_state_dict.state.0.momentum_buffer F32[10,5]", -37.70127549872268)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/complex_structure.pt", "state.encoder.layer_0.weight F32[4,3], state.encoder.layer_0.bias F32[4], state.encoder.layer_1.weight F32[2,4], state.encoder.layer_1.bias F32[2], state.decoder.weight F32[3,2], state.decoder.bias F32[3]", 33.78528274176642)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/empty.pt", "tensor F32[0]", 0)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/extreme_values.pt", "tensor F32[4]", -2.0000000300949324e+30)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/float16.pt", "tensor F16[3]", 6.375)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/float32.pt", "tensor F32[4]", -5.1000001430511475)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/float64.pt", "tensor F64[3]", 15.399999999999999)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/int16.pt", "tensor I16[3]", 0)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/int32.pt", "tensor I32[3]", 0)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/int64.pt", "tensor I64[4]", 0)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/int8.pt", "tensor I8[4]", 0)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/large_shape.pt", "tensor F32[100,100]", 21.0)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/legacy_shared_storage.pt", "view1 F32[10], view2 F32[20], view3 F32[10]", -10.447961766272783)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/legacy_uncloned_views.pt", "tensor1 F32[10], tensor2 F32[10]", 2364.0)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/legacy_with_offsets.pt", "tensor1 F32[10], tensor2 F32[5], tensor3 F32[5]", 118.61999952793121)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/mixed_types.pt", "float32 F32[2], int64 I64[2], bool BOOL[2], float64 F64[2]", 10.5)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/nested_dict.pt", "layer1.weight F32[2,3], layer1.bias F32[2], layer2.weight F32[4,2], layer2.bias F32[4]", -11.10399834625423)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/parameter.pt", "param F32[3,3]", -5.968727141618729)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/scalar.pt", "tensor F32[]", 42.0)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/simple_legacy.pt", "weight F32[2,3], bias F32[2], running_mean F32[2]", 2.3104491233825684)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/special_values.pt", "tensor F32[5]", 0)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/state_dict.pt", "weight F32[3,4], bias F32[3], running_mean F32[3], running_var F32[3]", -8.056593716144562)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/tensor_2d.pt", "tensor F32[3,2]", 91.0)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/tensor_3d.pt", "tensor F32[2,3,4]", -247.25078371167183)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/tensor_4d.pt", "tensor F32[2,3,2,2]", 25.006196409463882)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/reader/test_data/uint8.pt", "tensor U8[4]", 0)]
    [DataRow("torch_pickle_samples/crates/burn-store/src/pytorch/tests/store/test_data/model_without_enum_variants.pt", "feature.weight F32[64,3], feature.bias F32[64], classifier.weight F32[10,64], classifier.bias F32[10]", -3.1091368152046925)]
    [DataRow("torch_pickle_samples_candle/candle-core/tests/fortran_tensor_3d.pth", "tensor_fortran I64[2,3,4]", 0)]
    [DataRow("torch_pickle_samples_candle/candle-core/tests/test.pt", "test I64[2,4]", 0)]
    [DataRow("torch_pickle_samples_candle/candle-core/tests/test_with_key.pt", "model_state_dict.test I64[2,4]", 0)]
    public void A_sample_has_the_names_and_numbers_that_Python_finds(string path, string tensors, double checksum)
    {
        using var weights = CheckpointWeights.OpenFile(SharedData.Require(["data", .. path.Split('/')]));
        var names = weights.Names.ToList();
        Assert.AreEqual(tensors, names.Count > 6 ? $"{names.Count} tensors" : string.Join(", ", names.Select(name => $"{name} {Type(weights, name).HeaderName()}[{Shape(weights, name)}]")));

        var sum = 0.0;
        foreach (var name in names.Where(name => Type(weights, name).IsReadableAsFloat32()))
        {
            var values = weights.Read(name);
            if (values.All(float.IsFinite))
                sum += values.Select((value, index) => value * (double)((index % 7) + 1)).Sum();
        }
        Assert.AreEqual(checksum, sum, 1e-12 + (1e-6 * Math.Abs(checksum)));
    }

    [TestMethod]
    public void Special_values_survive()
    {
        using var weights = CheckpointWeights.OpenFile(SharedData.Require("data", "torch_pickle_samples", "crates", "burn-store", "src", "pytorch", "tests", "reader", "test_data", "special_values.pt"));
        var values = weights.Read("tensor");
        Assert.AreEqual(1, values.Count(float.IsNaN));
        Assert.AreEqual(1, values.Count(float.IsPositiveInfinity));
        Assert.AreEqual(1, values.Count(float.IsNegativeInfinity));
    }

    [TestMethod]
    public void A_sample_that_is_no_checkpoint_is_refused()
    {
        var path = SharedData.Require("data", "torch_pickle_samples", "crates", "burn-store", "src", "pytorch", "tests", "reader", "test_data", "broken.pt");
        Assert.ThrowsExactly<InvalidDataException>(() => CheckpointWeights.OpenFile(path).Dispose());
    }

    private static void AssertEqual(CheckpointWeights expected, CheckpointWeights actual, IReadOnlyCollection<string>? only = null)
    {
        if (only is null)
            CollectionAssert.AreEquivalent(expected.Names.ToArray(), actual.Names.ToArray());
        foreach (var name in only ?? expected.Names)
        {
            Assert.AreEqual(Shape(expected, name), Shape(actual, name), name);
            Assert.AreEqual(Type(expected, name), Type(actual, name), name);
            if (Type(expected, name).IsReadableAsFloat32())
            {
                // Bit for bit: the specials hold NaN, and -0 is not 0.
                CollectionAssert.AreEqual(
                    expected.Read(name).Select(BitConverter.SingleToInt32Bits).ToArray(),
                    actual.Read(name).Select(BitConverter.SingleToInt32Bits).ToArray(),
                    name);
            }
        }
    }

    private static string Shape(CheckpointWeights weights, string name) => weights.TryGetShape(name, out var shape) ? string.Join(",", shape) : "none";

    private static SafetensorsType Type(CheckpointWeights weights, string name)
    {
        Assert.IsTrue(weights.TryGetType(name, out var type));
        return type;
    }
}
