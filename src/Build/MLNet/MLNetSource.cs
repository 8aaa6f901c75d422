namespace Build.MLNet;

/// <summary>The ML.NET that a build is made against: <c>package</c>, <c>compat</c> or a folder, and why.</summary>
internal sealed record MLNetSource(string Value, string Explanation)
{
    public const string Variable = "MLNetSource";
    public const string Package = "package";
    public const string Compat = "compat";

    /// <summary>Whether the tests have run against another source already, so that only what uses ML.NET is worth running again.</summary>
    public bool IsSecond { get; private init; }

    public bool IsCompat => string.Equals(Value, Compat, StringComparison.Ordinal);

    /// <summary>The folder under artifacts/ that this choice builds into; the same rule as in Directory.Build.props.</summary>
    public string Flavor => Value is Package or Compat ? Value : "folder";

    /// <summary>The choice as an argument of MSBuild.</summary>
    public string Property => $"-p:{Variable}={Value}";

    /// <summary>The environment variable wins; without it the feed is asked.</summary>
    public static MLNetSource Choose() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value ? FromEnvironment(value) : FromFeed(FeedProbe.Ask());

    /// <summary>
    /// What the tests run against: what the environment variable says, and that alone; without it, what the feed has and then the subset, which
    /// would otherwise drift away unseen.
    /// </summary>
    public static IReadOnlyList<MLNetSource> ChooseForTests()
    {
        var source = Choose();
        return source.IsCompat || Environment.GetEnvironmentVariable(Variable) is { Length: > 0 }
            ? [source]
            : [source, new MLNetSource(Compat, $"What uses ML.NET, once more against src/MLNet.Compat (set {Variable}={Package} to leave this out).") { IsSecond = true }];
    }

    internal static MLNetSource FromEnvironment(string value)
    {
        if (value is Package or Compat)
            return new(value, $"ML.NET from '{value}', as the environment variable {Variable} says.");
        var folder = Path.GetFullPath(value);
        if (!File.Exists(Path.Combine(folder, "Microsoft.ML.Core.dll")))
        {
            throw new BuildException(
                $"{Variable} is '{value}', which is neither '{Package}' nor '{Compat}' nor a folder that holds Microsoft.ML.Core.dll.");
        }
        return new(folder, $"ML.NET from the folder {folder}, as the environment variable {Variable} says.");
    }

    internal static MLNetSource FromFeed(FeedAnswer answer) =>
        answer.HasMLNet
            ? new(Package, $"ML.NET {answer.Version} from the NuGet feed.")
            : new(Compat, $"{answer.Finding}; building against src/MLNet.Compat, a small subset of ML.NET, instead.");
}
