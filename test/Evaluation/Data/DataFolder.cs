using System.Runtime.CompilerServices;

namespace Microsoft.ML.Transfer.Evaluation;

/// <summary>The folder of the data sets.</summary>
/// <param name="path">The folder.</param>
internal sealed class DataFolder(string path)
{
    /// <summary>The folder <c>shared/data</c> beside the checkout.</summary>
    public static string Default => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(SourceFile())!, "..", "..", "..", "..", "shared", "data"));

    /// <summary>The path of a file of it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public string Require(params ReadOnlySpan<string> parts)
    {
        var file = Path.Combine([path, .. parts]);
        return File.Exists(file) ? file : throw new FileNotFoundException($"There is no {file}; --data names the folder of the data sets.", file);
    }

    private static string SourceFile([CallerFilePath] string file = "") => file;
}
