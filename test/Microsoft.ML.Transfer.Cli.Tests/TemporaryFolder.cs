namespace Microsoft.ML.Transfer.Cli.Tests;

/// <summary>A folder for the files of one test, removed at its end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("mltransfer-tests-").FullName;

    public string this[string name] => Path.Combine(_path, name);

    /// <summary>Writes a file; gives its path.</summary>
    public string Write(string name, string content)
    {
        File.WriteAllText(this[name], content);
        return this[name];
    }

    public string[] Files() => [.. Directory.EnumerateFiles(_path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
