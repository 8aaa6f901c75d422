using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.TestSupport.Hub;

namespace Microsoft.ML.Transfer.Core.Tests.Hub;

/// <summary>What the Hub does not give out, and answers that are none of the Hub's.</summary>
[TestClass]
public sealed class HubRefusalTests
{
    [TestMethod]
    public async Task A_model_that_does_not_exist_is_named()
    {
        using var hub = new HubFixture();
        var error = await hub.RefusedAsync(HubError.NotFound, "There is no model 'org/other' at http://127.0.0.1", "org/other");
        Assert.Contains("a token is given by HF_TOKEN", error.Message);
        Assert.HasCount(1, hub.Server.Requests);
    }

    [TestMethod]
    public async Task A_revision_that_does_not_exist_is_named()
    {
        using var hub = new HubFixture();
        await hub.RefusedAsync(HubError.NotFound, "The model 'org/name' has no revision 'v9'", "org/name@v9");
    }

    [TestMethod]
    public async Task A_file_that_is_listed_but_not_there_is_named()
    {
        using var hub = new HubFixture();
        hub.Server.FalselyListed.Add("merges.txt");
        await hub.RefusedAsync(HubError.NotFound, "The model 'org/name' has no file 'merges.txt'");
    }

    [TestMethod]
    [DataRow(401, "GatedRepo", HubError.Denied, "The model 'org/name' is gated: accept its conditions at http://127.0.0.1")]
    [DataRow(403, "GatedRepo", HubError.Denied, "is gated")]
    [DataRow(401, "RepoNotFound", HubError.NotFound, "There is no model 'org/name'")]
    [DataRow(401, null, HubError.Denied, "there is no such model, or it is private; a token is given by HF_TOKEN or HubOptions.Token")]
    [DataRow(403, null, HubError.Denied, "127.0.0.1 refuses access to the model 'org/name'")]
    [DataRow(404, null, HubError.NotFound, "There is no model 'org/name'")]
    [DataRow(400, null, HubError.BadAnswer, "answered with status 400")]
    public async Task A_refusal_says_why_and_is_not_repeated(int status, string? code, HubError error, string message)
    {
        using var hub = new HubFixture();
        hub.Server.Intercept = _ => HubReply.Refuse(status, code, "said by the server");
        await hub.RefusedAsync(error, message);
        Assert.HasCount(1, hub.Server.Requests);
        Assert.IsEmpty(hub.Waits);
    }

    [TestMethod]
    public async Task A_gated_file_says_so()
    {
        using var hub = new HubFixture();
        hub.Misbehave("HEAD", "/config.json", times: 1, _ => HubReply.Refuse(403, "GatedRepo"));
        await hub.RefusedAsync(HubError.Denied, "is gated");
    }

    [TestMethod]
    public async Task A_token_that_does_not_help_is_mentioned_but_not_shown()
    {
        using var hub = new HubFixture();
        hub.Options = hub.Options with { Token = "hf_secret" };
        hub.Server.Intercept = _ => HubReply.Refuse(401, message: "Invalid credentials\u0007");
        var error = await hub.RefusedAsync(HubError.Denied, "the token that was given may not read it");
        Assert.DoesNotContain("hf_secret", error.ToString());
        Assert.DoesNotContain("\u0007", error.Message);
    }

    [TestMethod]
    [DataRow("not json at all")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("""{"sha": "main", "siblings": []}""")]
    [DataRow("""{"sha": "../../../../../../../../../../../../etc", "siblings": []}""")]
    [DataRow("""{"sha": "0123456789abcdef0123456789abcdef01234567", "siblings": [{"name": "x"}]}""")]
    public async Task An_answer_that_is_none_of_the_hubs_is_refused(string body)
    {
        using var hub = new HubFixture();
        hub.Server.Intercept = _ => new HubReply(200, System.Text.Encoding.UTF8.GetBytes(body));
        await hub.RefusedAsync(HubError.BadAnswer, "/api/models/org/name/revision/main");
    }

    [TestMethod]
    [DataRow("../evil.json")]
    [DataRow("/etc/evil.json")]
    [DataRow("C:evil.json")]
    public async Task A_listed_file_does_not_leave_the_cache(string name)
    {
        using var hub = new HubFixture();
        hub.Server.FalselyListed.Add(name);
        // Those that stand in a folder of their own are no files of the model; the others are refused by name.
        if (name.Contains('/', StringComparison.Ordinal))
            hub.AssertComplete(await hub.DownloadAsync());
        else
            await hub.RefusedAsync(HubError.BadAnswer, "the list of files of the Hub: the path 'C:evil.json' holds a colon");
        Assert.IsEmpty(Directory.GetFiles(hub.Options.CacheFolder, "evil.json", SearchOption.AllDirectories));
    }

    [TestMethod]
    public async Task A_shard_does_not_leave_the_cache()
    {
        using var hub = new HubFixture();
        hub.Server.Files.Remove("model.safetensors");
        hub.Server.Files["model.safetensors.index.json"] = """{"weight_map":{"a":"../../../evil.safetensors"}}"""u8.ToArray();
        var error = await Assert.ThrowsExactlyAsync<InvalidDataException>(() => hub.DownloadAsync());
        Assert.Contains("the path '../../../evil.safetensors' has a part '..'", error.Message);
    }

    [TestMethod]
    [DataRow("\"../../evil\"")]
    [DataRow("\"\"")]
    [DataRow("W/\"a b\"")]
    public async Task A_tag_that_could_not_name_a_file_is_refused(string tag)
    {
        using var hub = new HubFixture();
        hub.Misbehave("HEAD", "/config.json", times: 1, reply => reply with { Headers = [("ETag", tag)] });
        await hub.RefusedAsync(HubError.BadAnswer, "gives 'config.json' the ETag");
    }

    [TestMethod]
    public async Task A_repository_without_a_model_is_refused_before_anything_large_is_fetched()
    {
        using var hub = new HubFixture();
        hub.Server.Files.Remove("config.json");
        var error = await hub.RefusedAsync(HubError.NotFound, "holds no model in a form that is read: config.json and model.safetensors or pytorch_model.bin are needed");
        Assert.Contains("vocab.txt", error.Message);
        Assert.IsEmpty(hub.WeightRequests);
    }

    [TestMethod]
    public async Task A_module_that_is_not_known_is_named_before_anything_large_is_fetched()
    {
        using var hub = new HubFixture();
        hub.Server.Files["modules.json"] = """[{"path": "", "type": "sentence_transformers.models.CLIPModel"}]"""u8.ToArray();
        var error = await Assert.ThrowsExactlyAsync<InvalidDataException>(() => hub.DownloadAsync());
        Assert.Contains("the module type 'sentence_transformers.models.CLIPModel' is not supported", error.Message);
        Assert.IsEmpty(hub.WeightRequests);
    }
}
