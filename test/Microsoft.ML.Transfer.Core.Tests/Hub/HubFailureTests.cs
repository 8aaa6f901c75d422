using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.TestSupport.Hub;

namespace Microsoft.ML.Transfer.Core.Tests.Hub;

/// <summary>A server that misbehaves: what can be mended is, and what cannot is said plainly.</summary>
[TestClass]
public sealed class HubFailureTests
{
    private const string Blob = "/blobs/model.safetensors";

    [TestMethod]
    public async Task A_download_that_breaks_off_goes_on_where_it_was()
    {
        using var hub = new HubFixture();
        hub.Misbehave("GET", Blob, times: 3, reply => reply with { DropAfter = 1000 });
        hub.AssertComplete(await hub.DownloadAsync());
        CollectionAssert.AreEqual(new[] { null, "bytes=1000-", "bytes=2000-", "bytes=3000-" }, hub.WeightRequests.Select(request => request["Range"]).ToArray());
        // Only what has not changed since is continued.
        CollectionAssert.AreEqual(new[] { null, "\"of-the-store\"", "\"of-the-store\"", "\"of-the-store\"" }, hub.WeightRequests.Select(request => request["If-Range"]).ToArray());
        CollectionAssert.AreEqual(new[] { 1.0, 1.0, 1.0 }, hub.Waits, "each got further, so each counts as the first");
    }

    [TestMethod]
    [Timeout(30_000)]
    public async Task A_later_call_goes_on_where_a_cancelled_one_ended()
    {
        using var hub = new HubFixture();
        using var cancel = new CancellationTokenSource();
        hub.Misbehave("GET", Blob, times: 1, reply => reply with { StallAfter = 1500 });
        var first = hub.DownloadAsync(cancellationToken: cancel.Token);
        while (!File.Exists(hub.Weights + ".incomplete") && !first.IsCompleted)
            await Task.Delay(10);
        await Task.Delay(100);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => first);
        Assert.IsFalse(File.Exists(hub.Weights));
        Assert.IsFalse(File.Exists(Path.Combine(hub.Cache, "refs", "main")), "a branch leads to complete models only");

        hub.AssertComplete(await hub.DownloadAsync());
        Assert.AreEqual("bytes=1500-", hub.WeightRequests[^1]["Range"]);
    }

    [TestMethod]
    public async Task A_server_without_ranges_starts_again_from_the_beginning()
    {
        using var hub = new HubFixture();
        var calls = 0;
        hub.Server.Intercept = request => request.Path.Equals(Blob, StringComparison.Ordinal)
            ? new HubReply(200, hub.Server.Files["model.safetensors"]) { DropAfter = calls++ == 0 ? 2000 : null }
            : null;
        hub.AssertComplete(await hub.DownloadAsync());
        Assert.HasCount(2, hub.WeightRequests);
    }

    [TestMethod]
    public async Task A_server_that_always_breaks_off_at_the_same_place_is_given_up()
    {
        using var hub = new HubFixture();
        hub.Server.Intercept = request => request.Path.Equals(Blob, StringComparison.Ordinal) ? new HubReply(200, hub.Server.Files["model.safetensors"]) { DropAfter = 2000 } : null;
        await hub.RefusedAsync(HubError.Unreachable, "Given up after 5 attempts.");
        Assert.IsFalse(File.Exists(hub.Weights));
    }

    [TestMethod]
    public async Task A_part_that_is_not_the_one_asked_for_is_not_taken()
    {
        using var hub = new HubFixture();
        var calls = 0;
        hub.Server.Intercept = request => !request.Path.Equals(Blob, StringComparison.Ordinal) ? null : calls++ switch
        {
            0 => hub.Server.Answer(request) with { DropAfter = 2000 },
            1 => new HubReply(206, hub.Server.Files["model.safetensors"][5..], ("Content-Range", FormattableString.Invariant($"bytes 5-{hub.Server.Files["model.safetensors"].Length - 1}/*"))),
            2 => new HubReply(416),
            _ => null,
        };
        hub.AssertComplete(await hub.DownloadAsync());
    }

    [TestMethod]
    public async Task Silence_in_the_middle_of_a_file_ends_the_attempt()
    {
        using var hub = new HubFixture();
        hub.Options = hub.Options with { Timeout = TimeSpan.FromMilliseconds(300) };
        hub.Misbehave("GET", Blob, times: 1, reply => reply with { StallAfter = 500 });
        hub.AssertComplete(await hub.DownloadAsync());
        Assert.AreEqual("bytes=500-", hub.WeightRequests[^1]["Range"]);
        Assert.IsTrue(hub.Progress.Any(p => p.Notice is { } notice && notice.Contains("Nothing came of 'model.safetensors' of the model 'org/name' for 0.3 seconds", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task A_server_that_never_answers_is_given_up()
    {
        using var hub = new HubFixture();
        hub.Options = hub.Options with { Timeout = TimeSpan.FromMilliseconds(100), Attempts = 2 };
        hub.Server.Intercept = _ => new HubReply(200) { Silent = true };
        await hub.RefusedAsync(HubError.Unreachable, "127.0.0.1 did not answer within 0.1 seconds. Given up after 2 attempts.");
    }

    [TestMethod]
    public async Task A_server_that_is_not_there_is_named()
    {
        using var hub = new HubFixture();
        hub.Server.Dispose();
        await hub.RefusedAsync(HubError.Unreachable, "127.0.0.1 cannot be reached");
        CollectionAssert.AreEqual(new[] { 1.0, 2, 4, 8 }, hub.Waits);
    }

    [TestMethod]
    public async Task Damaged_content_is_fetched_once_more()
    {
        using var hub = new HubFixture();
        hub.Misbehave("GET", Blob, times: 1, reply => reply with { Body = [.. reply.Body![..^1], (byte)(reply.Body[^1] ^ 1)] });
        hub.AssertComplete(await hub.DownloadAsync());
        Assert.HasCount(2, hub.WeightRequests);
    }

    [TestMethod]
    public async Task Content_that_stays_damaged_is_refused_and_not_kept()
    {
        using var hub = new HubFixture();
        hub.Misbehave("GET", Blob, times: 100, reply => reply with { Body = [.. reply.Body![..^1], (byte)(reply.Body[^1] ^ 1)] });
        var error = await hub.RefusedAsync(HubError.BadAnswer, "What came of 'model.safetensors' of the model 'org/name' is damaged: its SHA-256 is ");
        Assert.Contains($"in place of {hub.Server.HashOf("model.safetensors")}", error.Message);
        Assert.HasCount(2, hub.WeightRequests);
        Assert.IsFalse(File.Exists(hub.Weights));
        Assert.AreEqual(0, new FileInfo(hub.Weights + ".incomplete").Length);
    }

    [TestMethod]
    public async Task The_beginning_of_another_file_does_not_do_harm()
    {
        using var hub = new HubFixture();
        Directory.CreateDirectory(Path.GetDirectoryName(hub.Weights)!);
        File.WriteAllBytes(hub.Weights + ".incomplete", new byte[700]);
        hub.AssertComplete(await hub.DownloadAsync());
        CollectionAssert.AreEqual(new[] { "bytes=700-", null }, hub.WeightRequests.Select(request => request["Range"]).ToArray());
    }

    [TestMethod]
    public async Task A_body_that_is_longer_than_announced_is_refused()
    {
        using var hub = new HubFixture();
        hub.Misbehave("GET", Blob, times: 100, reply => reply with { Body = [.. reply.Body!, .. new byte[300]] });
        await hub.RefusedAsync(HubError.Unreachable, "More than the ");
    }

    [TestMethod]
    public async Task A_body_that_is_shorter_than_the_file_is_asked_for_again()
    {
        using var hub = new HubFixture();
        // A proxy that cuts the body and announces the cut length: nothing breaks, it is merely too short.
        hub.Misbehave("GET", Blob, times: 1, reply => reply with { Body = reply.Body![..400] });
        hub.AssertComplete(await hub.DownloadAsync());
        Assert.AreEqual("bytes=400-", hub.WeightRequests[^1]["Range"]);
    }

    [TestMethod]
    public async Task A_truncated_small_file_is_asked_for_again()
    {
        using var hub = new HubFixture();
        hub.Misbehave("GET", "/config.json", times: 1, reply => reply with { AnnouncedLength = -1, DropAfter = 10 });
        hub.AssertComplete(await hub.DownloadAsync());
    }

    [TestMethod]
    [DataRow(429, "api/models/org/name/revision/main", "GET")]
    [DataRow(503, "/config.json", "HEAD")]
    [DataRow(408, "/config.json", "GET")]
    [DataRow(500, Blob, "GET")]
    public async Task A_busy_server_is_asked_again_after_the_time_that_it_names(int status, string path, string method)
    {
        using var hub = new HubFixture();
        hub.Misbehave(method, path, times: 2, _ => new HubReply(status, null, ("Retry-After", "7")));
        hub.AssertComplete(await hub.DownloadAsync());
        CollectionAssert.AreEqual(new[] { 7.0, 7 }, hub.Waits);
    }

    [TestMethod]
    public async Task A_server_that_stays_busy_is_given_up_after_times_that_double()
    {
        using var hub = new HubFixture();
        hub.Server.Intercept = _ => new HubReply(503);
        await hub.RefusedAsync(HubError.Unreachable, "127.0.0.1 answered with status 503 for the model 'org/name'. Given up after 5 attempts.");
        CollectionAssert.AreEqual(new[] { 1.0, 2, 4, 8 }, hub.Waits);
    }

    [TestMethod]
    public async Task A_server_that_asks_for_an_hour_is_not_waited_for()
    {
        using var hub = new HubFixture();
        hub.Server.Intercept = _ => new HubReply(429, null, ("Retry-After", "3600"));
        await hub.RefusedAsync(HubError.Unreachable, "It asks to be left alone for 3600 seconds: try again then.");
        Assert.IsEmpty(hub.Waits);
    }

    [TestMethod]
    public async Task The_token_goes_to_the_hub_and_to_no_other_server()
    {
        using var store = new HubServer();
        using var hub = new HubFixture(store);
        hub.Options = hub.Options with { Token = "hf_secret" };
        hub.AssertComplete(await hub.DownloadAsync());
        Assert.IsNotEmpty(store.Requests);
        Assert.IsTrue(hub.Server.Requests.All(request => request["Authorization"] is "Bearer hf_secret"));
        foreach (var request in store.Requests)
            Assert.DoesNotContain("hf_secret", string.Join('\n', request.Headers.Select(header => header.Value)));
        Assert.DoesNotContain("hf_secret", hub.Options.ToString());
    }

    [TestMethod]
    public async Task A_model_that_was_renamed_is_found_under_its_new_name()
    {
        using var hub = new HubFixture();
        hub.Server.Intercept = request => request.Path.Contains("/old/", StringComparison.Ordinal)
            ? new HubReply(307, null, ("Location", request.Path.Replace("/old/", "/org/", StringComparison.Ordinal)))
            : null;
        Assert.IsTrue(File.Exists(Path.Combine(await hub.DownloadAsync("old/name"), "model.safetensors")));
    }

    [TestMethod]
    public async Task Redirections_in_a_circle_or_away_from_the_web_are_refused()
    {
        using var hub = new HubFixture();
        hub.Server.Intercept = request => new HubReply(302, null, ("Location", request.Path));
        await hub.RefusedAsync(HubError.BadAnswer, "redirects more than 10 times");
        hub.Server.Intercept = _ => new HubReply(302, null, ("Location", "ftp://elsewhere/model"));
        await hub.RefusedAsync(HubError.BadAnswer, "redirects from http to ftp (elsewhere), which is not followed");
    }
}
