namespace Microsoft.ML.Transfer.Hub;

/// <summary>
/// Models of the Hugging Face Hub, by the name that they have there: <c>organization/name</c> or <c>organization/name@revision</c>. They are fetched once into
/// the cache that other tools of the Hub share. Nothing of a repository is ever executed.
/// </summary>
public static class HubModel
{
    /// <summary>Whether a text has the form of a name on the Hub; whether there is such a model, only the server knows.</summary>
    public static bool IsName(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return HubModelId.TryParse(text, out _);
    }

    /// <summary>
    /// The folder of a model: the one of that name where it exists, else that of the cache, into which a model of the Hub is fetched first.
    /// </summary>
    /// <param name="model">A folder in the Hugging Face layout, or a name on the Hub.</param>
    /// <param name="options">How models are fetched; by the environment variables of the Hub's tools when left out.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, and the text is no name on the Hub.</exception>
    /// <exception cref="HubException">The Hub does not give out the model; the message says why.</exception>
    public static string Locate(string model, HubOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        if (Directory.Exists(model))
            return Path.GetFullPath(model);
        return IsName(model)
            ? DownloadAsync(model, options).GetAwaiter().GetResult()
            : throw new DirectoryNotFoundException($"There is no model '{model}': neither a folder of that name nor a name on the Hub, such as 'organization/name'.");
    }

    /// <summary>Brings a model into the cache, unless it is there.</summary>
    /// <param name="name">Its name on the Hub.</param>
    /// <param name="options">How models are fetched; by the environment variables of the Hub's tools when left out.</param>
    /// <param name="progress">Told how far the download is.</param>
    /// <param name="cancellationToken">Ends the download; what has come is kept, and the next call goes on from there.</param>
    /// <returns>The folder of the model.</returns>
    /// <exception cref="ArgumentException">The text is no name on the Hub.</exception>
    /// <exception cref="HubException">The Hub does not give out the model; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<string> DownloadAsync(
        string name, HubOptions? options = null, IProgress<HubProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!HubModelId.TryParse(name, out var id))
            throw new ArgumentException($"'{name}' is no name on the Hub; expected 'organization/name' or 'organization/name@revision'.", nameof(name));
        using var download = new HubDownload(id, options ?? new HubOptions(), progress);
        return await download.RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
