using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Build.MLNet;

/// <summary>
/// Asks whether the configured NuGet feed can restore ML.NET. The question is put by restoring a project that uses ML.NET exactly as
/// the library does, so the answer holds for the library. It is kept in artifacts/ for the same version and NuGet.config.
/// </summary>
internal static partial class FeedProbe
{
    private const string PackageName = "Microsoft.ML";

    private static string Folder => Path.Combine(Repository.Artifacts, "mlnet-probe");

    private static string AnswerFile => Path.Combine(Folder, "answer.json");

    public static FeedAnswer Ask()
    {
        var version = Repository.CentralVersion(PackageName);
        var key = Key(version);
        if (Remembered(key) is { } known)
            return known;

        Console.Error.WriteLine($"Asking the NuGet feed for {PackageName} {version} ...");
        var answer = Restore(version);
        if (answer.IsLasting)
            Remember(key, answer);
        return answer;
    }

    private static FeedAnswer Restore(string version)
    {
        Directory.CreateDirectory(Folder);
        var project = Path.Combine(Folder, "MLNetProbe.csproj");
        // Directory.Build.props and .targets above apply: central version, ML.NET reference, warnings as errors.
        File.WriteAllText(project, """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <UsesMLNet>true</UsesMLNet>
              </PropertyGroup>
            </Project>

            """);
        var (exitCode, output) = DotNet.Capture(["restore", project, $"-p:{MLNetSource.Variable}={MLNetSource.Package}", "--nologo"]);
        return Read(version, exitCode, output);
    }

    /// <summary>Puts what the restore printed into an answer.</summary>
    internal static FeedAnswer Read(string version, int exitCode, string output)
    {
        if (exitCode == 0)
            return new(version, HasMLNet: true, "", IsLasting: true);
        if (OtherVersion().Match(output) is { Success: true } other)
            return new(version, HasMLNet: false, $"The NuGet feed has no {PackageName} {version} (it offers {other.Groups["version"].Value})", IsLasting: true);
        if (NotFound().IsMatch(output))
            return new(version, HasMLNet: false, $"The NuGet feed has no {PackageName} {version}", IsLasting: true);
        var reason = FirstError().Match(output) is { Success: true } error ? error.Value.Trim() : "no reason was given";
        return new(version, HasMLNet: false, $"{PackageName} {version} could not be restored ({reason})", IsLasting: false);
    }

    /// <summary>What the answer depends on: the version and where packages are looked for.</summary>
    private static string Key(string version)
    {
        var config = Repository.At("NuGet.config");
        var content = File.Exists(config) ? File.ReadAllBytes(config) : [];
        return $"{version}/{Convert.ToHexStringLower(SHA256.HashData(content))}";
    }

    private static FeedAnswer? Remembered(string key)
    {
        try
        {
            var kept = File.Exists(AnswerFile) ? JsonSerializer.Deserialize<KeptAnswer>(File.ReadAllText(AnswerFile)) : null;
            return kept is not null && string.Equals(kept.Key, key, StringComparison.Ordinal) ? kept.Answer : null;
        }
        catch (JsonException)
        {
            // A half-written file of an interrupted build: ask again.
            return null;
        }
    }

    private static void Remember(string key, FeedAnswer answer) =>
        File.WriteAllText(AnswerFile, JsonSerializer.Serialize(new KeptAnswer(key, answer)));

    private sealed record KeptAnswer(string Key, FeedAnswer Answer);

    [GeneratedRegex(@"NU1603: .*Microsoft\.ML (?<version>\S+) was resolved instead", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OtherVersion();

    [GeneratedRegex(@"NU110[123]: .*Microsoft\.ML\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotFound();

    [GeneratedRegex(@"NU\d{4}: .*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FirstError();
}
