using Build.MLNet;

namespace Build.Verbs;

/// <summary>Makes the NuGet packages.</summary>
internal sealed class PackVerb : Verb
{
    public override string Name => "pack";

    public override string Usage => "pack";

    public override IReadOnlyList<string> Description =>
        ["Makes the NuGet packages in artifacts/packages. Needs MLNetSource=package or a folder: compat is never packed."];

    public override int Execute(string[] arguments)
    {
        var source = MLNetSource.Choose();
        Say(source.Explanation);
        if (source.IsCompat)
        {
            throw new BuildException(
                "pack: the compat assembly is never packed. Set MLNetSource=package (with a feed that has Microsoft.ML) or MLNetSource to a folder of ML.NET assemblies.");
        }

        var folder = Path.Combine(Repository.Artifacts, "packages");
        foreach (var project in Repository.PackedProjects())
        {
            var exitCode = DotNet.Run(
                ["pack", project, "-c", "Release", source.Property, "-o", folder, "-v", "quiet", "--nologo", .. arguments]);
            if (exitCode != 0)
                return exitCode;
        }

        foreach (var package in Directory.EnumerateFiles(folder, "*.nupkg").Order(StringComparer.Ordinal))
            Console.WriteLine(Path.GetRelativePath(Repository.Root, package));
        return 0;
    }
}
