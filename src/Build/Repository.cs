using System.Xml.Linq;

namespace Build;

/// <summary>Where things stand in the checkout.</summary>
internal static class Repository
{
    public const string SolutionName = "Microsoft.ML.Transfer.sln";

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    public static string Solution => Path.Combine(Root, SolutionName);

    public static string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>The full path of something in the checkout.</summary>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Where a project's Release build lies for one flavour of ML.NET.</summary>
    public static string ReleaseFile(string flavor, string project, string file) =>
        Path.Combine(Artifacts, flavor, "bin", project, "release", file);

    /// <summary>The version of a package in Directory.Packages.props, for every project the same.</summary>
    public static string CentralVersion(string package)
    {
        var file = At("Directory.Packages.props");
        return XDocument.Load(file).Descendants("PackageVersion")
            .FirstOrDefault(e => string.Equals((string?)e.Attribute("Include"), package, StringComparison.OrdinalIgnoreCase))
            ?.Attribute("Version")?.Value
            ?? throw new BuildException($"{file} has no PackageVersion for {package}.");
    }

    /// <summary>The project files of the packages: those in src that say <c>IsPackable</c>, by their names.</summary>
    public static IReadOnlyList<string> PackedProjects() =>
        [.. Directory.EnumerateFiles(At("src"), "*.csproj", SearchOption.AllDirectories).Where(IsPacked).Order(StringComparer.Ordinal)];

    private static bool IsPacked(string project) => XDocument.Load(project).Descendants("IsPackable").Any(e => bool.Parse(e.Value));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, SolutionName)))
                return folder.FullName;
        }
        throw new BuildException($"No {SolutionName} above {AppContext.BaseDirectory}: the build tool runs from its checkout only.");
    }
}
