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
        return Release.Build(Repository.Solution, source, arguments);
    }
}
