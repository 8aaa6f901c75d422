using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.TestSupport.Hub;

namespace Microsoft.ML.Transfer.Cli.Tests.Commands;

[TestClass]
public sealed class DownloadCommandTests
{
    private readonly TinyModel _model = new();
    private readonly TestSupport.TemporaryFolder _cache = new();

    [TestCleanup]
    public void DeleteFolders()
    {
        _model.Dispose();
        _cache.Dispose();
    }

    [TestMethod]
    public void A_model_is_fetched_and_its_folder_printed()
    {
        using var server = new HubServer().With(_model.Folder);
        var call = Download(server, "org/name");
        Assert.AreEqual(ExitCode.Success, call.ExitCode, call.Error);
        var folder = call.Out.Trim();
        Assert.AreEqual(Path.Combine(_cache.Path, "models--org--name", "snapshots", HubServer.Commit), folder);
        StringAssert.Contains(call.Error, "model.safetensors: ", StringComparison.Ordinal);
        StringAssert.Contains(call.Error, "(100 %)", StringComparison.Ordinal);

        var inspected = Call.Of("inspect", "--model", folder);
        Assert.AreEqual(ExitCode.Success, inspected.ExitCode, inspected.Error);

        var requests = server.Requests.Count;
        Assert.AreEqual(folder, Call.Of("download", "org/name", "--cache", _cache.Path, "--endpoint", server.Endpoint.AbsoluteUri, "--offline").Out.Trim());
        Assert.AreEqual(requests, server.Requests.Count);
    }

    [TestMethod]
    public void What_the_user_can_mend_ends_with_1()
    {
        using var server = new HubServer().With(_model.Folder);
        Download(server, "org/other").AssertBadInput("There is no model 'org/other'");
        Download(server, "org/name@v9").AssertBadInput("has no revision 'v9'");
        Download(server, "no-name").AssertBadInput("'no-name' is no name on the Hub; expected organization/name or organization/name@revision.");
        Call.Of("download", "org/name", "--cache", _cache.Path, "--offline").AssertBadInput("is not complete in the cache");
        Call.Of("download", "org/name", "--endpoint", "nowhere").AssertBadInput("--endpoint must be an address such as https://huggingface.co; it is 'nowhere'");
        server.Intercept = _ => HubReply.Refuse(403, "GatedRepo");
        Download(server, "org/name").AssertBadInput("is gated");
    }

    [TestMethod]
    public void What_the_network_does_ends_with_2_and_without_a_trace()
    {
        using var server = new HubServer { Intercept = _ => new HubReply(429, null, ("Retry-After", "3600")) };
        var call = Download(server, "org/name");
        Assert.AreEqual(ExitCode.Failure, call.ExitCode);
        StringAssert.Contains(call.Error, "It asks to be left alone for 3600 seconds", StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", call.Error);
    }

    private Call Download(HubServer server, string name) => Call.Of("download", name, "--cache", _cache.Path, "--endpoint", server.Endpoint.AbsoluteUri);
}
