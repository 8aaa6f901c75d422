namespace Microsoft.ML.Transfer.Hub;

/// <summary>The environment variables of the Hub's tools.</summary>
/// <param name="variable">Gives the value of a variable, null where it is not set.</param>
/// <param name="home">The folder of the user.</param>
internal sealed class HubEnvironment(Func<string, string?> variable, string home)
{
    private static readonly string[] Yes = ["1", "ON", "YES", "TRUE"];

    /// <summary>Those of this process.</summary>
    public static HubEnvironment Process { get; } = new(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    public string CacheFolder => Folder("HF_HUB_CACHE") ?? Folder("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(Home, "hub");

    public Uri Endpoint => Value("HF_ENDPOINT") is { } endpoint
        ? CheckEndpoint(Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) ? uri : null, "HF_ENDPOINT")
        : new Uri("https://huggingface.co");

    public string? Token
    {
        get
        {
            if ((Value("HF_TOKEN") ?? Value("HUGGING_FACE_HUB_TOKEN")) is { } token)
                return token;
            var stored = Folder("HF_TOKEN_PATH") ?? Path.Combine(Home, "token");
            return File.Exists(stored) && File.ReadAllText(stored).Trim() is { Length: > 0 } content ? content : null;
        }
    }

    public bool Offline => IsYes("HF_HUB_OFFLINE") || IsYes("TRANSFORMERS_OFFLINE");

    private string Home => Folder("HF_HOME") ?? Path.Combine(Folder("XDG_CACHE_HOME") ?? Path.Combine(home, ".cache"), "huggingface");

    /// <exception cref="ArgumentException">It is null or not an absolute address of the web.</exception>
    public static Uri CheckEndpoint(Uri? endpoint, string name)
    {
        if (endpoint is not { IsAbsoluteUri: true, Scheme: "https" or "http" })
            throw new ArgumentException($"{name} must be an address such as https://huggingface.co; it is '{endpoint}'.", name);
        return new Uri(endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/'));
    }

    private bool IsYes(string name) => Value(name) is { } value && Yes.Contains(value, StringComparer.OrdinalIgnoreCase);

    private string? Value(string name) => variable(name)?.Trim() is { Length: > 0 } value ? value : null;

    private string? Folder(string name) => Value(name) switch
    {
        null => null,
        "~" => home,
        ['~', '/' or '\\', .. var rest] => Path.Combine(home, rest),
        var folder => Path.GetFullPath(folder),
    };
}
