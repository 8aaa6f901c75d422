using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Hub;

/// <summary>What the server says of a file before it is fetched.</summary>
/// <param name="Name">Its path in the model.</param>
/// <param name="Url">Where it is.</param>
/// <param name="Hash">What identifies the content: a SHA-256 for large files, the hash of git for small ones.</param>
/// <param name="Size">Its length in bytes, or null when the server does not say.</param>
internal sealed partial record HubFile(string Name, Uri Url, string Hash, long? Size)
{
    /// <summary>The SHA-256 that the content must have, in lower case; null when the server gives another kind of hash.</summary>
    public string? Sha256 => Sha256Form().IsMatch(Hash) ? Hash.ToLowerInvariant() : null;

    /// <summary>Reads the headers of an answer to HEAD.</summary>
    /// <exception cref="HubException">They lack what identifies the content.</exception>
    public static HubFile FromHeaders(string name, Uri url, HttpResponseMessage response)
    {
        // Large files are redirected to a store whose own tags mean nothing here: the Hub gives theirs beside the redirection.
        var linked = HubStatus.Header(response, "X-Linked-ETag");
        var tag = linked ?? HubStatus.Header(response, "ETag") ?? throw Unfit($"gives no ETag for '{name}', by which the content could be told");
        var hash = (tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag).Trim('"');
        if (!NameForm().IsMatch(hash))
            throw Unfit($"gives '{name}' the ETag {UntrustedText.Quote(tag)}, which is none of the Hub's");
        var size = HubStatus.Header(response, "X-Linked-Size") is { } text
            ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Unfit($"gives '{name}' the size {UntrustedText.Quote(text)}")
            : linked is null && response.IsSuccessStatusCode ? response.Content.Headers.ContentLength : null;
        return new HubFile(name, url, hash, size);

        HubException Unfit(string what) => new(HubError.BadAnswer, $"{url.Host} {what}.");
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,199}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameForm();

    [GeneratedRegex(@"^[A-Fa-f0-9]{64}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sha256Form();
}
