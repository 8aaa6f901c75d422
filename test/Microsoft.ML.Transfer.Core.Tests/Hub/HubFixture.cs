using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.TestSupport.Hub;

namespace Microsoft.ML.Transfer.Core.Tests.Hub;

/// <summary>A server with a small model, and an empty cache.</summary>
internal sealed class HubFixture : IDisposable
{
    private readonly TemporaryFolder _cache = new();

    public HubFixture(HubServer? store = null)
    {
        Server = new HubServer { Store = store }.With(Model.Folder);
        if (store is not null)
            store.Owner = Server;
        Options = new HubOptions
        {
            CacheFolder = _cache.Path,
            Endpoint = Server.Endpoint,
            Token = null,
            Offline = false,
            Timeout = TimeSpan.FromSeconds(5),
            Wait = (delay, _) =>
            {
                Waits.Add(delay.TotalSeconds);
                return Task.CompletedTask;
            },
        };
    }

    public TinyModel Model { get; } = new();

    public HubServer Server { get; }

    public HubOptions Options { get; set; }

    /// <summary>The seconds between attempts.</summary>
    public List<double> Waits { get; } = [];

    /// <summary>What was said on the way.</summary>
    public List<HubProgress> Progress { get; } = [];

    public string Cache => Path.Combine(_cache.Path, "models--org--name");

    public string Weights => Path.Combine(Cache, "blobs", Server.HashOf("model.safetensors"));

    public Task<string> DownloadAsync(string name = "org/name", CancellationToken cancellationToken = default) =>
        HubModel.DownloadAsync(name, Options, new Listener(Progress), cancellationToken);

    public async Task<HubException> RefusedAsync(HubError error, string message, string name = "org/name")
    {
        var exception = await Assert.ThrowsExactlyAsync<HubException>(() => DownloadAsync(name));
        Assert.AreEqual(error, exception.Error, exception.Message);
        Assert.Contains(message, exception.Message);
        return exception;
    }

    /// <summary>Lets the server send a reply of another kind for the first requests of a path.</summary>
    public void Misbehave(string method, string path, int times, Func<HubReply, HubReply> change)
    {
        Server.Intercept = request => request.Method.Equals(method, StringComparison.Ordinal) && request.Path.EndsWith(path, StringComparison.Ordinal) && Interlocked.Decrement(ref times) >= 0
            ? change(Server.Answer(request))
            : null;
    }

    /// <summary>The requests for the content of the weights.</summary>
    public IReadOnlyList<HubRequestSeen> WeightRequests => [.. Server.Requests.Where(request => request.Path.Equals("/blobs/model.safetensors", StringComparison.Ordinal))];

    public void AssertComplete(string folder)
    {
        foreach (var file in new[] { "config.json", "vocab.txt", "tokenizer_config.json", "model.safetensors" })
            Assert.IsTrue(Server.Files[file].AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(folder, file))), file);
        Assert.IsEmpty(Directory.GetFiles(Cache, "*.incomplete", SearchOption.AllDirectories));
    }

    public void Dispose()
    {
        Server.Dispose();
        Model.Dispose();
        _cache.Dispose();
    }

    private sealed class Listener(List<HubProgress> list) : IProgress<HubProgress>
    {
        public void Report(HubProgress value)
        {
            lock (list)
                list.Add(value);
        }
    }
}
