using Build.MLNet;

namespace Build.Verbs;

/// <summary>The main job: builds the command line in Release and starts <c>mltransfer run</c>.</summary>
internal sealed class RunVerb : Verb
{
    private const string Cli = "Microsoft.ML.Transfer.Cli";

    public override string Name => "run";

    public override string Usage => "run [--data F.tsv --text-col C --label-col C] [--model DIR]";

    public override IReadOnlyList<string> Description =>
    [
        "Builds, then compares TF-IDF with frozen embeddings on labelled texts, saves the model,",
        "loads it in a fresh process and predicts. Without --data: the sample messages of this repository.",
    ];

    public override int Execute(string[] arguments)
    {
        var source = MLNetSource.Choose();
        Say(source.Explanation);
        var exitCode = Release.Build(Repository.At("src", Cli, Cli + ".csproj"), source);
        if (exitCode != 0)
            return exitCode;
        return DotNet.Run([Repository.ReleaseFile(source.Flavor, Cli, "mltransfer.dll"), "run", .. arguments, .. Output(arguments)]);
    }

    // The model goes to artifacts/ unless told otherwise: a look at the repository should leave no files in it.
    private static string[] Output(string[] arguments)
    {
        const string Option = "--output";
        if (arguments.Any(a => string.Equals(a, Option, StringComparison.Ordinal) || a.StartsWith(Option + "=", StringComparison.Ordinal)))
            return [];
        var folder = Path.Combine(Repository.Artifacts, "run");
        Directory.CreateDirectory(folder);
        return [Option, Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.Combine(folder, "model.zip"))];
    }
}
