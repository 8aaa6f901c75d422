using Build.MLNet;

namespace Build.Verbs;

/// <summary>Builds the whole solution in Release.</summary>
internal sealed class BuildVerb : Verb
{
    public override string Name => "build";

    public override string Usage => "build [arguments of dotnet build]";

    public override IReadOnlyList<string> Description => ["Builds the whole solution in Release."];

    public override int Execute(string[] arguments)
    {
        var source = MLNetSource.Choose();
        Say(source.Explanation);
        return BuildRelease(Repository.Solution, source, arguments);
    }

    /// <summary>Builds a project or the solution against one ML.NET; gives the exit code.</summary>
    public static int BuildRelease(string project, MLNetSource source, params string[] arguments) =>
        DotNet.Run(["build", project, "-c", "Release", source.Property, "-v", "quiet", "--nologo", "-clp:ErrorsOnly;NoSummary", .. arguments]);
}
