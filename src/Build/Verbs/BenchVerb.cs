using Build.Benchmarking;
using Build.MLNet;

namespace Build.Verbs;

/// <summary>Runs the benchmarks in Release.</summary>
internal sealed class BenchVerb : Verb
{
    private const string Project = "Benchmarks";

    public override string Name => "bench";

    public override string Usage => "bench [kernels|products|peers|tokenizers] [arguments]";

    public override IReadOnlyList<string> Description =>
    [
        "kernels: each operation by itself; arguments of BenchmarkDotNet, such as --filter *Linear*.",
        "products: what share of the processor's peak matrix products reach.",
        "peers: whole models beside ONNX Runtime and torch, as far as they are installed.",
        "tokenizers: beside the Rust engine; --corpus FOLDER --tokenizers FOLDER...",
        "Without a name: the first three. test/Benchmarks/peers/README.md says how to install the others.",
    ];

    public override int Execute(string[] arguments)
    {
        var (part, rest) = arguments is [var first, ..] && !first.StartsWith('-') ? (first, arguments[1..]) : (null, arguments);
        if (part is not (null or "kernels" or "products" or "peers" or "tokenizers"))
            throw new BuildException($"'{part}' is no benchmark; expected kernels, products, peers or tokenizers.");

        var source = MLNetSource.Choose();
        Say(source.Explanation);
        var exitCode = Release.Build(Repository.At("test", Project, Project + ".csproj"), source);
        if (exitCode != 0)
            return exitCode;

        var program = Repository.ReleaseFile(source.Flavor, Project, Project + ".dll");
        var peers = new PeerComparison(program, Say);
        return part switch
        {
            "kernels" => Kernels(program, rest),
            "products" => DotNet.Run([program, "products"]),
            "peers" => peers.CompareModels(rest),
            "tokenizers" => peers.CompareTokenizers(rest),
            // Arguments without a name are BenchmarkDotNet's.
            _ when rest.Length > 0 => Kernels(program, rest),
            _ => new[] { Kernels(program, []), DotNet.Run([program, "products"]), peers.CompareModels([]) }.Max(),
        };
    }

    // Without a filter BenchmarkDotNet asks a question on standard input; its reports go to artifacts/, where everything built is.
    private static int Kernels(string program, string[] arguments)
    {
        List<string> all = [program, .. arguments];
        if (!arguments.Contains("--filter", StringComparer.Ordinal))
            all.AddRange(["--filter", "*"]);
        if (!arguments.Contains("--artifacts", StringComparer.Ordinal))
            all.AddRange(["--artifacts", Path.Combine(Repository.Artifacts, "benchmarks")]);
        return DotNet.Run(all);
    }
}
