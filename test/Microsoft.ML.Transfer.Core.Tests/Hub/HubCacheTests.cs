using System.Text;
using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.TestSupport.Hub;

namespace Microsoft.ML.Transfer.Core.Tests.Hub;

/// <summary>What a download leaves in the cache, and what is taken from there.</summary>
[TestClass]
public sealed class HubCacheTests
{
    [TestMethod]
    public async Task A_model_lands_in_the_layout_that_all_tools_share()
    {
        using var hub = new HubFixture();
        var folder = await hub.DownloadAsync();
        Assert.AreEqual(Path.Combine(hub.Cache, "snapshots", HubServer.Commit), folder);
        hub.AssertComplete(folder);
        Assert.AreEqual(HubServer.Commit, File.ReadAllText(Path.Combine(hub.Cache, "refs", "main")));
        CollectionAssert.AreEqual(hub.Server.Files["model.safetensors"], File.ReadAllBytes(hub.Weights));
        if (!OperatingSystem.IsWindows())
            Assert.AreEqual($"../../blobs/{Path.GetFileName(hub.Weights)}", new FileInfo(Path.Combine(folder, "model.safetensors")).LinkTarget);
    }

    [TestMethod]
    public async Task Only_what_a_model_needs_is_fetched()
    {
        using var hub = new HubFixture();
        foreach (var other in new[] { "README.md", ".gitattributes", "pytorch_model.bin", "tf_model.h5", "onnx/model.onnx", "onnx/config.json", "model.fp16.safetensors" })
            hub.Server.Files[other] = [1, 2, 3];
        var folder = await hub.DownloadAsync();
        CollectionAssert.AreEquivalent(
            new[] { "config.json", "vocab.txt", "tokenizer_config.json", "model.safetensors" },
            Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).ToArray());
    }

    [TestMethod]
    public async Task The_older_form_of_weights_is_taken_where_there_is_no_other()
    {
        using var hub = new HubFixture();
        hub.Server.Files.Remove("model.safetensors");
        hub.Server.Files["pytorch_model.bin"] = [1, 2, 3];
        Assert.IsTrue(File.Exists(Path.Combine(await hub.DownloadAsync(), "pytorch_model.bin")));
    }

    [TestMethod]
    public async Task Shards_are_fetched_by_their_index()
    {
        using var hub = new HubFixture();
        hub.Server.Files.Remove("model.safetensors");
        hub.Server.Files["model.safetensors.index.json"] = """{"weight_map":{"a":"model-1-of-2.safetensors","b":"model-2-of-2.safetensors","c":"model-1-of-2.safetensors"}}"""u8.ToArray();
        hub.Server.Files["model-1-of-2.safetensors"] = [1];
        hub.Server.Files["model-2-of-2.safetensors"] = [2];
        var folder = await hub.DownloadAsync();
        CollectionAssert.AreEqual(new byte[] { 2 }, File.ReadAllBytes(Path.Combine(folder, "model-2-of-2.safetensors")));

        // A cache that lacks one of them does not count as complete.
        File.Delete(Path.Combine(folder, "model-2-of-2.safetensors"));
        hub.Options = hub.Options with { Offline = true };
        await hub.RefusedAsync(HubError.NotCached, "is not complete in the cache");
    }

    [TestMethod]
    public async Task The_parts_of_a_sentence_transformers_model_are_fetched_from_their_folders()
    {
        using var hub = new HubFixture();
        hub.Server.Files["modules.json"] = """
            [{"path": "", "type": "sentence_transformers.models.Transformer"}, {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
             {"path": "2_Dense", "type": "sentence_transformers.models.Dense"}]
            """u8.ToArray();
        foreach (var file in new[] { "1_Pooling/config.json", "2_Dense/config.json", "2_Dense/model.safetensors", "2_Dense/pytorch_model.bin", "3_Other/config.json" })
            hub.Server.Files[file] = Encoding.UTF8.GetBytes(file);
        var folder = await hub.DownloadAsync();
        Assert.AreEqual("1_Pooling/config.json", File.ReadAllText(Path.Combine(folder, "1_Pooling", "config.json")));
        Assert.HasCount(25, File.ReadAllBytes(Path.Combine(folder, "2_Dense", "model.safetensors")));
        Assert.IsFalse(File.Exists(Path.Combine(folder, "2_Dense", "pytorch_model.bin")));
        Assert.IsFalse(Directory.Exists(Path.Combine(folder, "3_Other")));
    }

    [TestMethod]
    public async Task What_is_cached_is_not_fetched_again()
    {
        using var hub = new HubFixture();
        var folder = await hub.DownloadAsync();
        var before = hub.Server.Requests.Count;
        Assert.AreEqual(folder, await hub.DownloadAsync());
        Assert.AreEqual(before + 1, hub.Server.Requests.Count, "whether the branch has moved is asked, nothing else");
        Assert.AreEqual(folder, await hub.DownloadAsync($"org/name@{HubServer.Commit}"));
        Assert.AreEqual(before + 1, hub.Server.Requests.Count, "a commit does not move");
    }

    [TestMethod]
    [DataRow("v1.0")]
    [DataRow("refs/pr/1")]
    public async Task A_revision_is_remembered_by_its_name(string revision)
    {
        using var hub = new HubFixture();
        hub.AssertComplete(await hub.DownloadAsync($"org/name@{revision}"));
        Assert.AreEqual(HubServer.Commit, File.ReadAllText(Path.Combine(hub.Cache, "refs", revision)));
        hub.Options = hub.Options with { Offline = true };
        hub.AssertComplete(await hub.DownloadAsync($"org/name@{revision}"));
        await hub.RefusedAsync(HubError.NotCached, "'org/name' is not complete");
    }

    [TestMethod]
    public async Task A_cache_that_another_tool_filled_is_used_offline()
    {
        using var hub = new HubFixture();
        var snapshot = Directory.CreateDirectory(Path.Combine(hub.Cache, "snapshots", HubServer.Commit)).FullName;
        foreach (var (name, content) in hub.Server.Files)
            File.WriteAllBytes(Path.Combine(snapshot, name), content);
        Directory.CreateDirectory(Path.Combine(hub.Cache, "refs"));
        File.WriteAllText(Path.Combine(hub.Cache, "refs", "main"), HubServer.Commit);
        hub.Options = hub.Options with { Offline = true };
        Assert.AreEqual(snapshot, await hub.DownloadAsync());
        Assert.IsEmpty(hub.Server.Requests);
    }

    [TestMethod]
    public async Task Offline_an_absent_model_is_an_error_that_says_what_to_do()
    {
        using var hub = new HubFixture();
        hub.Options = hub.Options with { Offline = true };
        var error = await hub.RefusedAsync(HubError.NotCached, "The model 'org/name' is not complete in the cache");
        Assert.Contains("'mltransfer download org/name'", error.Message);
        Assert.IsEmpty(hub.Server.Requests);
    }

    [TestMethod]
    public async Task A_server_that_cannot_be_reached_does_not_matter_when_the_model_is_cached()
    {
        using var hub = new HubFixture();
        var folder = await hub.DownloadAsync();
        hub.Server.Dispose();
        Assert.AreEqual(folder, await hub.DownloadAsync());
        Assert.Contains("Using what the cache has", hub.Progress[^1].Notice!);
    }

    [TestMethod]
    public async Task Where_there_are_no_symbolic_links_the_files_themselves_are_placed()
    {
        using var hub = new HubFixture();
        hub.Options = hub.Options with { SymbolicLinks = false };
        var folder = await hub.DownloadAsync();
        hub.AssertComplete(folder);
        Assert.IsNull(new FileInfo(Path.Combine(folder, "model.safetensors")).LinkTarget);
        Assert.AreEqual(folder, await hub.DownloadAsync());
        Assert.HasCount(1, hub.WeightRequests);
    }

    [TestMethod]
    public async Task Two_at_a_time_fetch_each_file_once()
    {
        using var hub = new HubFixture();
        var folders = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => hub.DownloadAsync())));
        hub.AssertComplete(folders.Distinct().Single());
        Assert.HasCount(1, hub.WeightRequests);
    }

    [TestMethod]
    [Timeout(30_000)]
    public async Task The_lock_of_another_process_is_waited_for()
    {
        using var hub = new HubFixture();
        var path = Path.Combine(hub.Options.CacheFolder, ".locks", "models--org--name", Path.GetFileName(hub.Weights) + ".lock");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Task<string> download;
        using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            download = Task.Run(() => hub.DownloadAsync());
            while (!IsWaiting() && !download.IsCompleted)
                await Task.Delay(10);
            Assert.IsEmpty(hub.WeightRequests);
        }
        hub.AssertComplete(await download);

        bool IsWaiting()
        {
            lock (hub.Progress)
                return hub.Progress.Any(p => p.Notice is { } notice && notice.Contains("Waiting for another process", StringComparison.Ordinal));
        }
    }

    [TestMethod]
    public void A_name_on_the_hub_is_a_model_like_any_other()
    {
        using var hub = new HubFixture();
        using var fromHub = TextEmbedder.Load("org/name", options: null, hub.Options);
        using var fromFolder = TextEmbedder.Load(hub.Model.Folder);
        CollectionAssert.AreEqual(fromFolder.Embed("the cat sat"), fromHub.Embed("the cat sat"));
        Assert.AreEqual("org/name", fromHub.ModelName);
        using var restored = TextEmbedder.FromArchive(fromHub.ToArchive(), "archive");
        Assert.AreEqual("org/name", restored.ModelName);
    }
}
