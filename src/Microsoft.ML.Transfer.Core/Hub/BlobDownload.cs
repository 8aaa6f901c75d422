using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Microsoft.ML.Transfer.Hub;

/// <summary>
/// Fetches the content of one file into a growing file beside its place in the cache, goes on where it was broken off, and checks the result before it is
/// given its name.
/// </summary>
internal sealed class BlobDownload(HubConnection connection, HubModelId id, HubOptions options, HubFile file, string incomplete, IProgress<HubProgress>? progress)
{
    private const int BufferSize = 1 << 17;

    private readonly string _what = HubStatus.What(id, file.Name);
    private EntityTagHeaderValue? _tag;
    private bool _damagedBefore;
    private long _furthest;

    /// <summary>Fetches the file.</summary>
    /// <param name="retry">How often is tried.</param>
    /// <param name="blob">The name that the content gets when it is complete and right.</param>
    /// <param name="cancellationToken">Ends the work; what has come is kept for the next time.</param>
    /// <exception cref="HubException">The file cannot be had, or what comes is not what was announced.</exception>
    public async Task RunAsync(RetryPolicy retry, string blob, CancellationToken cancellationToken)
    {
        _furthest = File.Exists(incomplete) ? new FileInfo(incomplete).Length : 0;
        await retry.RunAsync(() => AttemptAsync(cancellationToken), () => _furthest, Notify, cancellationToken).ConfigureAwait(false);
        File.Move(incomplete, blob, overwrite: true);

        void Notify(string notice) => progress?.Report(new HubProgress(file.Name, _furthest, file.Size, notice));
    }

    private async Task<bool> AttemptAsync(CancellationToken cancellationToken)
    {
        var target = new FileStream(incomplete, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, BufferSize, FileOptions.Asynchronous);
        await using (target.ConfigureAwait(false))
        {
            if (target.Length > file.Size)
                target.SetLength(0);
            if (target.Length != file.Size || file.Size == 0)
                await ReceiveAsync(target, cancellationToken).ConfigureAwait(false);
            await CheckAsync(target, cancellationToken).ConfigureAwait(false);
            target.Flush(flushToDisk: true);
        }
        return true;
    }

    private async Task ReceiveAsync(FileStream target, CancellationToken cancellationToken)
    {
        using var response = await connection.SendAsync(new HubRequest(HttpMethod.Get, file.Url, target.Length, _tag), _ => false, cancellationToken).ConfigureAwait(false);
        Prepare(target, response);
        // The tag of whoever holds the content, which need not be the Hub itself; it is that one who continues only what is unchanged.
        _tag = response.Headers.ETag;

        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var buffer = new byte[BufferSize];
            while (await connection.ReadAsync(body, buffer, _what, cancellationToken).ConfigureAwait(false) is var count and > 0)
            {
                if (target.Position + count > file.Size)
                {
                    target.SetLength(0);
                    throw new PassingFailure(FormattableString.Invariant($"More than the {file.Size} bytes that were announced came of {_what}."));
                }
                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                _furthest = Math.Max(_furthest, target.Position);
                progress?.Report(new HubProgress(file.Name, target.Position, file.Size));
            }
        }
        await target.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (target.Length < file.Size)
            throw new PassingFailure(FormattableString.Invariant($"The connection ended after {target.Length} of the {file.Size} bytes of {_what}."));
    }

    /// <summary>Puts the file to where the answer goes on, or to its beginning when the answer starts there.</summary>
    private void Prepare(FileStream target, HttpResponseMessage response)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange is { From: { } from } range && from == target.Length && (range.Length ?? file.Size) == file.Size:
                target.Seek(from, SeekOrigin.Begin);
                return;
            case HttpStatusCode.OK:
                target.SetLength(0);
                return;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                var length = target.Length;
                target.SetLength(0);
                throw new PassingFailure(FormattableString.Invariant($"The server cannot go on after byte {length} of {_what}; starting again."));
            default:
                throw HubStatus.ToException(response, id, file.Name, options);
        }
    }

    private async Task CheckAsync(FileStream target, CancellationToken cancellationToken)
    {
        if (file.Sha256 is not { } expected)
            return;
        target.Seek(0, SeekOrigin.Begin);
        var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(target, cancellationToken).ConfigureAwait(false));
        if (string.Equals(found, expected, StringComparison.Ordinal))
            return;
        target.SetLength(0);
        var message = $"What came of {_what} is damaged: its SHA-256 is {found} in place of {expected}.";
        if (_damagedBefore)
            throw new HubException(HubError.BadAnswer, $"{message} So it was at the second time.");
        // The beginning may be left of an earlier attempt, of this program or another.
        _damagedBefore = true;
        throw new PassingFailure(message, retryAfter: TimeSpan.Zero);
    }
}
