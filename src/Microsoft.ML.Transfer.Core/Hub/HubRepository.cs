using Microsoft.ML.Transfer.Checkpoints;

namespace Microsoft.ML.Transfer.Hub;

/// <summary>What the server knows of a model at a revision.</summary>
/// <param name="Commit">The commit that the revision is at.</param>
/// <param name="Files">Its files, by their paths.</param>
internal sealed record HubListing(string Commit, IReadOnlyList<string> Files);

/// <summary>Asks the server about a model.</summary>
internal sealed class HubRepository(HubConnection connection, HubModelId id, HubOptions options, RetryPolicy retry, Action<string> onRetry)
{
    private static readonly JsonLimits ListingLimits = JsonLimits.Configuration;

    /// <summary>The commit and the files of the revision.</summary>
    public async Task<HubListing> ListAsync(CancellationToken cancellationToken)
    {
        var url = new Uri($"{Base}/api/models/{id.Repository}/revision/{Uri.EscapeDataString(id.RevisionOrDefault)}");
        var bytes = await retry.RunAsync(() => ReadAsync(url, cancellationToken), () => 0, onRetry, cancellationToken).ConfigureAwait(false);
        try
        {
            using var json = BoundedJson.Parse(bytes, url.AbsoluteUri, ListingLimits);
            var commit = json.RootElement.GetProperty("sha").GetString()!;
            if (!HubModelId.IsCommit(commit))
                throw new HubException(HubError.BadAnswer, $"{url} does not name the commit of the revision.");
            return new HubListing(commit, [.. json.RootElement.GetProperty("siblings").EnumerateArray().Select(file => file.GetProperty("rfilename").GetString()!)]);
        }
        catch (Exception e) when (e is InvalidDataException or KeyNotFoundException or InvalidOperationException)
        {
            throw new HubException(HubError.BadAnswer, $"{url} does not answer as the Hub does: {e.Message}", e);
        }
    }

    /// <summary>What identifies a file's content.</summary>
    public Task<HubFile> DescribeAsync(string commit, string file, CancellationToken cancellationToken)
    {
        var path = string.Join('/', file.Split('/').Select(Uri.EscapeDataString));
        var url = new Uri($"{Base}/{id.Repository}/resolve/{commit}/{path}");
        return retry.RunAsync(() => HeadAsync(file, url, cancellationToken), () => 0, onRetry, cancellationToken);
    }

    private string Base => options.Endpoint.AbsoluteUri.TrimEnd('/');

    private async Task<HubFile> HeadAsync(string file, Uri url, CancellationToken cancellationToken)
    {
        var request = new HubRequest(HttpMethod.Head, url);
        using var response = await connection.SendAsync(request, redirection => HubStatus.Header(redirection, "X-Linked-ETag") is not null, cancellationToken).ConfigureAwait(false);
        return (int)response.StatusCode < 400
            ? HubFile.FromHeaders(file, url, response)
            : throw HubStatus.ToException(response, id, file, options);
    }

    private async Task<byte[]> ReadAsync(Uri url, CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(new HubRequest(HttpMethod.Get, url), _ => false, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw HubStatus.ToException(response, id, file: null, options);
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            using var bytes = new MemoryStream();
            var buffer = new byte[1 << 16];
            while (await connection.ReadAsync(body, buffer, "the list of files", cancellationToken).ConfigureAwait(false) is var count and > 0)
            {
                if (bytes.Length + count > ListingLimits.MaximumBytes)
                    throw new HubException(HubError.BadAnswer, $"{url} sends more than {ListingLimits.MaximumBytes} bytes.");
                bytes.Write(buffer, 0, count);
            }
            return bytes.ToArray();
        }
    }
}
