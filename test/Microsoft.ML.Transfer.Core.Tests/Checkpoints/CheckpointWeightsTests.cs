using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Checkpoints;

[TestClass]
public sealed class CheckpointWeightsTests
{
    [TestMethod]
    public void One_file_gives_its_tensors()
    {
        using var folder = new TemporaryFolder();
        Save(folder, "model.safetensors", ("a", [1, 2]), ("b", [3]));
        using var weights = CheckpointFolder.Open(folder.Path).OpenWeights();
        CollectionAssert.AreEquivalent(new[] { "a", "b" }, weights.Names.ToArray());
        Assert.IsTrue(weights.TryGetShape("a", out var shape));
        CollectionAssert.AreEqual(new long[] { 2 }, shape.ToArray());
        Assert.IsTrue(weights.TryGetType("a", out var type));
        Assert.AreEqual(SafetensorsType.Float32, type);
        CollectionAssert.AreEqual(new float[] { 1, 2 }, Read(weights, "a", 2));
        Assert.IsFalse(weights.TryGetShape("c", out _));
    }

    [TestMethod]
    public void Bytes_in_memory_give_their_tensors()
    {
        using var folder = new TemporaryFolder();
        Save(folder, "x", ("a", [1, 2]));
        using var weights = CheckpointWeights.FromBytes(File.ReadAllBytes(folder.File("x")), "model.zip");
        CollectionAssert.AreEqual(new float[] { 1, 2 }, Read(weights, "a", 2));
    }

    [TestMethod]
    public void Shards_give_the_tensors_of_their_index()
    {
        using var folder = new TemporaryFolder();
        Save(folder, "one.safetensors", ("a", [1]), ("unlisted", [9]));
        Save(folder, "two.safetensors", ("b", [2]));
        Index(folder, """{"a":"one.safetensors","b":"two.safetensors"}""");
        using var weights = CheckpointFolder.Open(folder.Path).OpenWeights();
        CollectionAssert.AreEquivalent(new[] { "a", "b" }, weights.Names.ToArray());
        CollectionAssert.AreEqual(new float[] { 2 }, Read(weights, "b", 1));
    }

    [TestMethod]
    [DataRow("../model.safetensors", "has a part '..'")]
    [DataRow("/tmp/model.safetensors", "is absolute")]
    [DataRow(@"..\\model.safetensors", "has a part '..'")]
    [DataRow("C:model.safetensors", "holds a colon")]
    [DataRow(@"\\\\host\\share\\model.safetensors", "is a network path")]
    [DataRow("//host/share/model.safetensors", "is a network path")]
    [DataRow(@"model\u0000.safetensors", "holds a control character")]
    public void A_shard_outside_the_folder_is_refused(string shard, string why)
    {
        using var folder = new TemporaryFolder();
        // The file is there: it must be refused for its name, not for its absence.
        Save(folder, "model-1.safetensors", ("a", [1]));
        Directory.CreateDirectory(folder.File("inner"));
        File.Copy(folder.File("model-1.safetensors"), folder.File("model.safetensors"));
        File.WriteAllText(Path.Combine(folder.File("inner"), "model.safetensors.index.json"), "{\"weight_map\":{\"a\":\"" + shard + "\"}}");
        var message = Assert.ThrowsExactly<InvalidDataException>(() => CheckpointFolder.Open(folder.File("inner")).OpenWeights().Dispose()).Message;
        Assert.Contains("model.safetensors.index.json: the path '", message);
        Assert.Contains(why, message);
    }

    [TestMethod]
    public void A_shard_that_does_not_exist_is_named()
    {
        using var folder = new TemporaryFolder();
        Save(folder, "one.safetensors", ("a", [1]));
        Index(folder, """{"a":"one.safetensors","b":"two.safetensors"}""");
        var message = Assert.ThrowsExactly<FileNotFoundException>(() => CheckpointFolder.Open(folder.Path).OpenWeights().Dispose()).Message;
        Assert.Contains("two.safetensors does not exist; the checkpoint is not complete", message);
    }

    [TestMethod]
    public void A_tensor_that_is_not_in_its_shard_is_refused()
    {
        using var folder = new TemporaryFolder();
        Save(folder, "one.safetensors", ("a", [1]));
        Index(folder, """{"a":"one.safetensors","b":"one.safetensors"}""");
        Assert.Contains("weight_map says that 'b' stands in", Refusal(folder));
    }

    [TestMethod]
    [DataRow("[]", "an object weight_map is missing")]
    [DataRow("{}", "an object weight_map is missing")]
    [DataRow("""{"weight_map":["a"]}""", "an object weight_map is missing")]
    [DataRow("""{"weight_map":{"a":1}}""", "the file of 'a' is a JSON Number; it must be a string")]
    [DataRow("""{"weight_map":{"a":"x","a":"y"}}""", "the key 'a' stands twice")]
    public void A_malformed_index_is_refused(string json, string expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("model.safetensors.index.json", json);
        Assert.Contains(expected, Refusal(folder));
    }

    [TestMethod]
    public void A_malformed_shard_is_refused_and_the_others_are_closed()
    {
        using var folder = new TemporaryFolder();
        Save(folder, "one.safetensors", ("a", [1]));
        folder.Write("two.safetensors", "not a checkpoint");
        Index(folder, """{"a":"one.safetensors","b":"two.safetensors"}""");
        Assert.Contains("two.safetensors: ", Refusal(folder));
        // Would fail on a file that is still open for reading.
        using var exclusive = new FileStream(folder.File("one.safetensors"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [TestMethod]
    public void A_tensor_that_is_not_there_is_named()
    {
        using var folder = new TemporaryFolder();
        Save(folder, "model.safetensors", ("a", [1]));
        using var weights = CheckpointFolder.Open(folder.Path).OpenWeights();
        Assert.Contains("no tensor 'b' among its 1", Assert.ThrowsExactly<InvalidDataException>(() => Read(weights, "b", 1)).Message);
    }

    [TestMethod]
    public void Closed_weights_are_not_read()
    {
        using var folder = new TemporaryFolder();
        Save(folder, "model.safetensors", ("a", [1]));
        var weights = CheckpointFolder.Open(folder.Path).OpenWeights();
        weights.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => Read(weights, "a", 1));
    }

    [TestMethod]
    public void A_sharded_checkpoint_of_the_reference_opens()
    {
        var path = SharedData.Require("parity", "models", "roberta");
        using var weights = CheckpointFolder.Open(path).OpenWeights();
        Assert.EndsWith("model.safetensors.index.json", weights.Source);
        foreach (var name in weights.Names)
        {
            Assert.IsTrue(weights.TryGetShape(name, out var shape));
            Assert.IsTrue(weights.TryGetType(name, out var type));
            if (type.IsReadableAsFloat32())
                Assert.IsTrue(Read(weights, name, (int)shape.Aggregate(1L, (product, size) => product * size)).All(float.IsFinite));
        }
    }

    private static void Save(TemporaryFolder folder, string file, params (string Name, float[] Values)[] tensors) =>
        SafetensorsWriter.Save(folder.File(file), [.. tensors.Select(tensor => SafetensorsTensor.FromFloat32(tensor.Name, [tensor.Values.Length], tensor.Values))]);

    private static void Index(TemporaryFolder folder, string map) =>
        folder.Write("model.safetensors.index.json", "{\"metadata\":{\"total_size\":1},\"weight_map\":" + map + "}");

    private static string Refusal(TemporaryFolder folder) =>
        Assert.ThrowsExactly<InvalidDataException>(() => CheckpointFolder.Open(folder.Path).OpenWeights().Dispose()).Message;

    private static float[] Read(CheckpointWeights weights, string name, int count)
    {
        var values = new float[count];
        weights.ReadFloat32(name, values);
        return values;
    }
}
