using Build.MLNet;

namespace Build.Verbs;

/// <summary>Runs the benchmarks in Release.</summary>
internal sealed class BenchVerb : Verb
{
    private const string Project = "Benchmarks";

    public override string Name => "bench";

    public override string Usage => "bench [arguments of BenchmarkDotNet]";

    public override IReadOnlyList<string> Description => ["Runs test/Benchmarks in Release; without arguments all of them."];

    public override int Execute(string[] arguments)
    {
        var source = MLNetSource.Choose();
        Say(source.Explanation);
        var exitCode = Release.Build(Repository.At("test", Project, Project + ".csproj"), source);
        if (exitCode != 0)
            return exitCode;
        // Without a filter BenchmarkDotNet asks a question on standard input.
        string[] chosen = arguments.Length > 0 ? arguments : ["--filter", "*"];
        return DotNet.Run([Repository.ReleaseFile(source.Flavor, Project, Project + ".dll"), .. chosen]);
    }
}
