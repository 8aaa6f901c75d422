using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Microsoft.ML.Transfer.TestSupport.Hub;

/// <summary>
/// A server on this machine that answers as the Hugging Face Hub does for one model, org/name, with large files redirected to a store, and that misbehaves
/// where a test asks for it.
/// </summary>
public sealed class HubServer : IDisposable
{
    /// <summary>The commit that the branch main is at.</summary>
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<HubRequestSeen> _requests = new();

    public HubServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Its address.</summary>
    public Uri Endpoint => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The files of the model by their paths.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Paths that the list of files names beside those that exist.</summary>
    public List<string> FalselyListed { get; } = [];

    /// <summary>The server that large files are redirected to; this one when null.</summary>
    public HubServer? Store { get; init; }

    /// <summary>Looks at each request first: a reply that it gives is sent in place of the sound one.</summary>
    public Func<HubRequestSeen, HubReply?> Intercept { get; set; } = _ => null;

    /// <summary>All requests so far.</summary>
    public IReadOnlyList<HubRequestSeen> Requests => [.. _requests];

    /// <summary>The SHA-256 of a file, as the Hub gives it.</summary>
    public string HashOf(string file) => Convert.ToHexStringLower(SHA256.HashData(Files[file]));

    /// <summary>Takes the files of a folder, with those in folders within.</summary>
    public HubServer With(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            Files[Path.GetRelativePath(folder, file).Replace('\\', '/')] = File.ReadAllBytes(file);
        return this;
    }

    public void Dispose()
    {
        // May come twice: tests stop a server early.
        if (_stop.IsCancellationRequested)
            return;
        _stop.Cancel();
        _listener.Stop();
    }

    /// <summary>The sound reply to a request.</summary>
    public HubReply Answer(HubRequestSeen request)
    {
        const string Api = "/api/models/", Resolve = "/org/name/resolve/", Blobs = "/blobs/";
        if (request.Path.StartsWith(Api, StringComparison.Ordinal))
        {
            return request.Path[Api.Length..] switch
            {
                "org/name/revision/main" or "org/name/revision/v1.0" or "org/name/revision/refs%2Fpr%2F1" or $"org/name/revision/{Commit}" => List(),
                ['o', 'r', 'g', '/', 'n', 'a', 'm', 'e', '/', ..] => HubReply.Refuse(404, "RevisionNotFound"),
                _ => HubReply.Refuse(404, "RepoNotFound"),
            };
        }
        if (request.Path.StartsWith(Resolve + Commit + "/", StringComparison.Ordinal))
        {
            var name = Uri.UnescapeDataString(request.Path[(Resolve.Length + Commit.Length + 1)..]);
            return Files.TryGetValue(name, out var content) ? Describe(request, name, content) : HubReply.Refuse(404, "EntryNotFound");
        }
        if (request.Path.StartsWith(Blobs, StringComparison.Ordinal))
        {
            var name = Uri.UnescapeDataString(request.Path[Blobs.Length..]);
            return Content(request, (Store ?? this).Files.TryGetValue(name, out var own) ? own : Owner!.Files[name]);
        }
        return HubReply.Refuse(404);
    }

    /// <summary>For a store: the server whose files it holds.</summary>
    public HubServer? Owner { get; set; }

    private HubReply List() => new(200, JsonSerializer.SerializeToUtf8Bytes(new
    {
        id = "org/name",
        sha = Commit,
        siblings = Files.Keys.Concat(FalselyListed).Select(file => new { rfilename = file }),
    }));

    private HubReply Describe(HubRequestSeen request, string name, byte[] content)
    {
        // As on the Hub, what is in Git itself is small and text.
        if (!name.EndsWith(".safetensors", StringComparison.Ordinal) && !name.EndsWith(".bin", StringComparison.Ordinal))
            return Content(request, content, ("ETag", $"\"{Convert.ToHexStringLower(SHA1.HashData(content))}\""), ("X-Repo-Commit", Commit));
        return new HubReply(302, null,
            ("Location", $"{(Store ?? this).Endpoint}blobs/{Uri.EscapeDataString(name)}"),
            ("X-Linked-ETag", $"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\""),
            ("X-Linked-Size", content.Length.ToString(CultureInfo.InvariantCulture)),
            ("X-Repo-Commit", Commit));
    }

    private static HubReply Content(HubRequestSeen request, byte[] content, params (string, string)[] headers)
    {
        if (headers.Length == 0)
            headers = [("ETag", "\"of-the-store\"")];
        var isUnchanged = request["If-Range"] is not { } tag || headers.Any(header => header.Item1.Equals("ETag", StringComparison.Ordinal) && header.Item2.Equals(tag, StringComparison.Ordinal));
        if (request["Range"] is not { } range || !isUnchanged)
            return new HubReply(200, content, headers);
        var from = int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture);
        return from >= content.Length
            ? new HubReply(416)
            : new HubReply(206, content[from..], [.. headers, ("Content-Range", FormattableString.Invariant($"bytes {from}-{content.Length - 1}/{content.Length}"))]);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            var stream = client.GetStream();
            if (await ReadAsync(stream) is not { } request)
                return;
            _requests.Enqueue(request);
            await SendAsync(stream, request, Intercept(request) ?? Answer(request));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The other side has had enough.
        }
    }

    private static async Task<HubRequestSeen?> ReadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        if (await reader.ReadLineAsync() is not { } line || line.Split(' ') is not [var method, var path, _])
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } header)
            headers[header[..header.IndexOf(':', StringComparison.Ordinal)]] = header[(header.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return new HubRequestSeen(method, path, headers);
    }

    private async Task SendAsync(NetworkStream stream, HubRequestSeen request, HubReply reply)
    {
        if (reply.Silent)
            await Task.Delay(Timeout.Infinite, _stop.Token);
        var body = reply.Body ?? [];
        var head = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {reply.Status} Reply\r\nConnection: close\r\n"));
        if ((reply.AnnouncedLength ?? body.Length) is var length and >= 0)
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");
        foreach (var (name, value) in reply.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _stop.Token);
        if (request.Method.Equals("HEAD", StringComparison.Ordinal))
            return;
        await stream.WriteAsync(body.AsMemory(0, reply.DropAfter ?? reply.StallAfter ?? body.Length), _stop.Token);
        await stream.FlushAsync(_stop.Token);
        if (reply.StallAfter is not null)
            await Task.Delay(Timeout.Infinite, _stop.Token);
    }
}
