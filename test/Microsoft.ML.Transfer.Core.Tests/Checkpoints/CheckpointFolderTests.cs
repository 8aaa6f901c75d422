using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Checkpoints;

[TestClass]
public sealed class CheckpointFolderTests
{
    [TestMethod]
    public void The_configuration_is_read()
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", """{"model_type":"bert"}""");
        Assert.AreEqual("bert", CheckpointFolder.Open(folder.Path).Config.GetProperty("model_type").GetString());
    }

    [TestMethod]
    public void A_folder_that_does_not_exist_is_named() =>
        Assert.Contains("no-such-folder does not exist", Assert.ThrowsExactly<DirectoryNotFoundException>(() => CheckpointFolder.Open("no-such-folder")).Message);

    [TestMethod]
    public void A_file_instead_of_a_folder_is_named()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.safetensors", "");
        Assert.Contains("is a file; a model is named by the folder", Assert.ThrowsExactly<DirectoryNotFoundException>(() => CheckpointFolder.Open(path)).Message);
    }

    [TestMethod]
    public void A_folder_without_configuration_is_named()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = CheckpointFolder.Open(folder.Path);
        Assert.Contains($"{folder.Path} has no config.json", Assert.ThrowsExactly<FileNotFoundException>(() => checkpoint.Config).Message);
    }

    [TestMethod]
    [DataRow("[]", "the configuration is a JSON Array; it must be an object")]
    [DataRow("{\"a\":1,\"a\":2}", "the key 'a' stands twice")]
    [DataRow("{", "not valid JSON")]
    public void A_malformed_configuration_is_refused(string json, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("config.json", json);
        var checkpoint = CheckpointFolder.Open(folder.Path);
        var message = Assert.ThrowsExactly<InvalidDataException>(() => checkpoint.Config).Message;
        Assert.StartsWith(path, message);
        Assert.Contains(expected, message);
    }

    [TestMethod]
    public void Small_files_are_read_where_they_are_there()
    {
        using var folder = new TemporaryFolder();
        folder.Write("vocab.txt", "a\nb");
        var checkpoint = CheckpointFolder.Open(folder.Path);
        CollectionAssert.AreEqual("a\nb"u8.ToArray(), checkpoint.TryRead("vocab.txt"));
        Assert.IsNull(checkpoint.TryRead("merges.txt"));
        Assert.ThrowsExactly<InvalidDataException>(() => checkpoint.TryRead("../vocab.txt"));
    }

    [TestMethod]
    public void A_folder_without_weights_is_named()
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", "{}");
        var message = Assert.ThrowsExactly<FileNotFoundException>(() => CheckpointFolder.Open(folder.Path).OpenWeights().Dispose()).Message;
        Assert.StartsWith($"The model folder {folder.Path} has no weights; looked for model.safetensors, model.safetensors.index.json", message);
    }
}
