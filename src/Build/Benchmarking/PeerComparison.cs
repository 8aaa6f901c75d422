namespace Build.Benchmarking;

/// <summary>
/// The comparison with other runtimes, as far as they are installed: <c>test/Benchmarks/peers</c> says how to get them. What is missing is named
/// in a line and left out.
/// </summary>
/// <param name="engine">The built benchmarks.</param>
/// <param name="say">Tells what is left out.</param>
internal sealed class PeerComparison(string engine, Action<string> say)
{
    /// <summary>Names the Python that has torch.</summary>
    public const string PythonVariable = "TRANSFER_PEERS_PYTHON";

    /// <summary>Names the folder in which the npm packages were installed.</summary>
    public const string NodeVariable = "TRANSFER_PEERS_NODE";

    private const string Instructions = "see test/Benchmarks/peers/README.md";

    /// <summary>Compares whole models with ONNX Runtime and torch; gives the exit code.</summary>
    public int CompareModels(string[] arguments)
    {
        if (Python("torch") is not { } python)
        {
            say($"the comparison with other runtimes is left out: it needs a python3 with torch (on Debian: apt-get install python3-torch libopenblas0-openmp), in {PythonVariable} where it is not the system's; {Instructions}.");
            return 0;
        }
        List<string> all = [Script("compare.py"), "--engine", engine, .. arguments];
        if (!arguments.Contains("--node", StringComparer.Ordinal))
        {
            if (NodeFolder("onnxruntime-node") is { } folder)
            {
                all.AddRange(["--node", folder]);
            }
            else
            {
                say($"ONNX Runtime is left out: it needs node and a folder with the npm package onnxruntime-node, named in {NodeVariable}; {Instructions}.");
                if (!arguments.Contains("--peers", StringComparer.Ordinal))
                    all.AddRange(["--peers", "torch"]);
            }
        }
        return ExternalProgram.Run(python, all);
    }

    /// <summary>Compares tokenizers with the Rust engine; gives the exit code.</summary>
    /// <param name="arguments">At least the corpus and the tokenizers.</param>
    public int CompareTokenizers(string[] arguments)
    {
        if (!arguments.Contains("--corpus", StringComparer.Ordinal) || !arguments.Contains("--tokenizers", StringComparer.Ordinal))
        {
            say($"the comparison of tokenizers is left out: it needs texts and tokenizers, as in 'bench tokenizers --corpus FOLDER --tokenizers FOLDER...'; {Instructions}.");
            return 0;
        }
        var node = arguments.Contains("--node", StringComparer.Ordinal) ? null : NodeFolder("@anush008/tokenizers");
        if (Python("json") is not { } python || (node is null && !arguments.Contains("--node", StringComparer.Ordinal)))
        {
            say($"the comparison of tokenizers is left out: it needs python3, node, and a folder with the npm package @anush008/tokenizers, named in {NodeVariable}; {Instructions}.");
            return 0;
        }
        string[] where = node is null ? [] : ["--node", node];
        return ExternalProgram.Run(python, [Script("compare_tokenizers.py"), "--engine", engine, .. where, .. arguments]);
    }

    /// <summary>A Python that has a module. Version managers put others before that of the system, which has its packages.</summary>
    private static string? Python(string module)
    {
        string[] candidates = Environment.GetEnvironmentVariable(PythonVariable) is { Length: > 0 } named ? [named] : ["python3", "/usr/bin/python3", "python"];
        return Array.Find(candidates, candidate => ExternalProgram.Succeeds(candidate, "-c", "import " + module));
    }

    private static string? NodeFolder(string package) =>
        Environment.GetEnvironmentVariable(NodeVariable) is { Length: > 0 } folder && Directory.Exists(Path.Combine(folder, "node_modules", package)) && ExternalProgram.Succeeds("node", "--version")
            ? folder
            : null;

    private static string Script(string name) => Repository.At("test", "Benchmarks", "peers", name);
}
