using System.Net.Http.Headers;

namespace Microsoft.ML.Transfer.Hub;

/// <summary>
/// Talks HTTP to the Hub: one request at a time, redirections followed by hand so that the token never leaves the server it is meant for.
/// </summary>
internal sealed class HubConnection : IDisposable
{
    private const int MostRedirections = 10;

    private readonly HubOptions _options;
    private readonly HttpClient _client;

    public HubConnection(HubOptions options)
    {
        _options = options;
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = options.Timeout })
        {
            // The time to the headers and the time between two pieces of a body are watched apart: a large file may take hours.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Microsoft.ML.Transfer", typeof(HubConnection).Assembly.GetName().Version?.ToString(3)));
        // Sizes and ranges are those of the file itself.
        _client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
    }

    /// <summary>Makes a request and follows redirections.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="isFinal">Whether a redirection is an answer in itself.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The answer, of whatever status, its body not yet read.</returns>
    /// <exception cref="PassingFailure">There was no answer, or none in time.</exception>
    /// <exception cref="HubException">The redirections lead nowhere.</exception>
    public async Task<HttpResponseMessage> SendAsync(HubRequest request, Func<HttpResponseMessage, bool> isFinal, CancellationToken cancellationToken)
    {
        var url = request.Url;
        for (var i = 0; i <= MostRedirections; i++)
        {
            var response = await SendOnceAsync(request, url, cancellationToken).ConfigureAwait(false);
            if ((int)response.StatusCode is < 300 or >= 400 || response.Headers.Location is not { } location)
                return response;
            var next = new Uri(url, location);
            if (isFinal(response))
                return response;
            response.Dispose();
            if (next.Scheme is not "https" && !(next.Scheme is "http" && url.Scheme is "http"))
                throw new HubException(HubError.BadAnswer, $"{url.Host} redirects from {url.Scheme} to {next.Scheme} ({next.Host}), which is not followed.");
            url = next;
        }
        throw new HubException(HubError.BadAnswer, $"{request.Url} redirects more than {MostRedirections} times.");
    }

    /// <summary>Reads the next piece of a body.</summary>
    /// <exception cref="PassingFailure">The connection broke, or nothing came for too long.</exception>
    public async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, string what, CancellationToken cancellationToken)
    {
        using var timer = StartTimer(cancellationToken);
        try
        {
            return await body.ReadAsync(buffer, timer.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new PassingFailure($"The connection broke while {what} was read: {e.Message.TrimEnd('.')}.", innerException: e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PassingFailure(FormattableString.Invariant($"Nothing came of {what} for {_options.Timeout.TotalSeconds:0.#} seconds."), innerException: e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static bool IsSameServer(Uri a, Uri b) => Uri.Compare(a, b, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private async Task<HttpResponseMessage> SendOnceAsync(HubRequest request, Uri url, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, url);
        if (_options.Token is { } token && IsSameServer(url, _options.Endpoint))
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (request.From > 0)
        {
            message.Headers.Range = new RangeHeaderValue(request.From, to: null);
            if (request.IfUnchanged is { IsWeak: false } tag)
                message.Headers.IfRange = new RangeConditionHeaderValue(tag);
        }

        using var timer = StartTimer(cancellationToken);
        try
        {
            return await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timer.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new PassingFailure($"{url.Host} cannot be reached: {e.Message.TrimEnd('.')}.", innerException: e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PassingFailure(FormattableString.Invariant($"{url.Host} did not answer within {_options.Timeout.TotalSeconds:0.#} seconds."), innerException: e);
        }
    }

    private CancellationTokenSource StartTimer(CancellationToken cancellationToken)
    {
        var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(_options.Timeout);
        return timer;
    }
}

/// <summary>A request to the Hub.</summary>
/// <param name="Method">HEAD or GET.</param>
/// <param name="Url">Of what.</param>
/// <param name="From">The first byte that is wanted.</param>
/// <param name="IfUnchanged">What the bytes before it came under; without it they may have changed, and all are sent.</param>
internal sealed record HubRequest(HttpMethod Method, Uri Url, long From = 0, EntityTagHeaderValue? IfUnchanged = null);
