namespace Microsoft.ML.Transfer.Hub;

/// <summary>
/// How models are fetched from the Hugging Face Hub. What is not set comes from the environment variables that other tools read too, so that they
/// share one cache. Immutable; change a copy with <c>with</c>.
/// </summary>
public sealed record HubOptions
{
    /// <summary>
    /// The folder of the cache. When not set: <c>HF_HUB_CACHE</c>, else <c>hub</c> in <c>HF_HOME</c>, else <c>huggingface/hub</c> in
    /// <c>XDG_CACHE_HOME</c> or <c>~/.cache</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The value is null or empty.</exception>
    public string CacheFolder
    {
        get;
        init => field = string.IsNullOrEmpty(value) ? throw Empty(nameof(CacheFolder)) : Path.GetFullPath(value);
    } = HubEnvironment.Process.CacheFolder;

    /// <summary>The server. When not set: <c>HF_ENDPOINT</c>, else <c>https://huggingface.co</c>.</summary>
    /// <exception cref="ArgumentException">The value is not an absolute address of the web.</exception>
    public Uri Endpoint
    {
        get;
        init => field = HubEnvironment.CheckEndpoint(value, nameof(Endpoint));
    } = HubEnvironment.Process.Endpoint;

    /// <summary>
    /// The access token, for private and gated models; null for none. It is sent to <see cref="Endpoint"/> and nowhere else. When not set:
    /// <c>HF_TOKEN</c>, else what the Hub's own tools have stored.
    /// </summary>
    public string? Token { get; init; } = HubEnvironment.Process.Token;

    /// <summary>Whether only the cache is looked at, never the network. When not set: whether <c>HF_HUB_OFFLINE</c> is 1.</summary>
    public bool Offline { get; init; } = HubEnvironment.Process.Offline;

    /// <summary>How long the server may stay silent, at the beginning or in the middle of an answer. 10 seconds when not set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not above 0.</exception>
    public TimeSpan Timeout
    {
        get;
        init => field = value > TimeSpan.Zero && value <= TimeSpan.FromDays(1) ? value : throw OutOfRange(nameof(Timeout), value, "above 0 and at most a day");
    } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often a request is made before its failure is reported; a download that has got further since the last time starts to count anew. 5 when not set.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int Attempts
    {
        get;
        init => field = value >= 1 ? value : throw OutOfRange(nameof(Attempts), value, "at least 1");
    } = 5;

    /// <summary>What passes the time between two attempts.</summary>
    internal Func<TimeSpan, CancellationToken, Task> Wait { get; init; } = Task.Delay;

    /// <summary>Whether the file system is asked for symbolic links; files are copied where it has none.</summary>
    internal bool SymbolicLinks { get; init; } = true;

    /// <summary>Everything but the token.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"HubOptions {{ CacheFolder = {CacheFolder}, Endpoint = {Endpoint}, Token = {(Token is null ? "none" : "set")}, Offline = {Offline}, Timeout = {Timeout}, Attempts = {Attempts} }}");

    private static ArgumentException Empty(string property) => new($"{property} cannot be null or empty.", property);

    private static ArgumentOutOfRangeException OutOfRange(string property, object value, string range) => new(property, value, $"{property} must be {range}.");
}
