using System.Net;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Hub;

/// <summary>What an answer that is no success means.</summary>
internal static class HubStatus
{
    /// <summary>The failure that an answer stands for.</summary>
    /// <param name="response">The answer, of a status that is neither a success nor a redirection.</param>
    /// <param name="id">The model that was asked for.</param>
    /// <param name="file">The file that was asked for; null for the list of files.</param>
    /// <param name="options">The server, and whether a token was sent.</param>
    public static Exception ToException(HttpResponseMessage response, HubModelId id, string? file, HubOptions options)
    {
        var status = (int)response.StatusCode;
        if (status is 408 or 429 or >= 500)
            return new PassingFailure(FormattableString.Invariant($"{Host(response, options)} answered with status {status} for {What(id, file)}."), RetryAfter(response));
        var code = Header(response, "X-Error-Code");
        var said = Header(response, "X-Error-Message") is { } message ? $" The server says: {UntrustedText.Quote(message)}." : "";
        return (code, response.StatusCode) switch
        {
            ("GatedRepo", _) => Denied($"The model '{id.Repository}' is gated: accept its conditions at {options.Endpoint.AbsoluteUri.TrimEnd('/')}/{id.Repository} and give a token of your account{WithToken(options)}.{said}"),
            ("RevisionNotFound", _) => NotFound($"The model '{id.Repository}' has no revision '{id.RevisionOrDefault}' at {options.Endpoint}."),
            ("EntryNotFound", _) when file is not null => NotFound($"The model '{id}' has no file '{file}' at {options.Endpoint}."),
            ("RepoNotFound", _) => NotFound(NoSuchModel(id, options)),
            (_, HttpStatusCode.NotFound) when file is not null => NotFound($"The model '{id}' has no file '{file}' at {options.Endpoint}.{said}"),
            (_, HttpStatusCode.NotFound) => NotFound(NoSuchModel(id, options)),
            // The Hub does not tell a stranger whether a private model exists.
            (_, HttpStatusCode.Unauthorized) => Denied($"{Host(response, options)} does not give out {What(id, file)}: there is no such model, or it is private{WithToken(options)}.{said}"),
            (_, HttpStatusCode.Forbidden) => Denied($"{Host(response, options)} refuses access to {What(id, file)}{WithToken(options)}.{said}"),
            _ => new HubException(HubError.BadAnswer, FormattableString.Invariant($"{Host(response, options)} answered with status {status} for {What(id, file)}.{said}")),
        };
    }

    /// <summary>The part of a message that names what was asked for.</summary>
    public static string What(HubModelId id, string? file) => file is null ? $"the model '{id}'" : $"'{file}' of the model '{id}'";

    /// <summary>A header with a single value; null where it is missing.</summary>
    public static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault()?.Trim() : null;

    private static string NoSuchModel(HubModelId id, HubOptions options) =>
        $"There is no model '{id.Repository}' at {options.Endpoint}, or it is private{WithToken(options)}.";

    private static string WithToken(HubOptions options) => options.Token is null
        ? "; a token is given by HF_TOKEN or HubOptions.Token"
        : " and the token that was given may not read it";

    private static string Host(HttpResponseMessage response, HubOptions options) => (response.RequestMessage?.RequestUri ?? options.Endpoint).Host;

    private static TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - DateTimeOffset.UtcNow,
            _ => (TimeSpan?)null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static HubException NotFound(string message) => new(HubError.NotFound, message);

    private static HubException Denied(string message) => new(HubError.Denied, message);
}
