using System.Reflection;

namespace Microsoft.ML.Transfer.TestSupport.Api;

/// <summary>
/// Holds the public API of an assembly against the file <c>PublicApi/{assembly}.txt</c> of its test project, so that every change of the API is seen
/// in review. <c>UPDATE_PUBLIC_API=1</c> in the environment rewrites the file.
/// </summary>
public static class ApiBaseline
{
    /// <summary>Fails with the lines that were added and removed.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="testProject">The name of the test project that keeps the file.</param>
    public static void Check(Assembly assembly, string testProject)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var file = Path.Combine(SharedData.RepositoryRoot, "test", testProject, "PublicApi", assembly.GetName().Name + ".txt");
        var lines = PublicApi.Lines(assembly).Order(StringComparer.Ordinal).ToArray();
        if (Environment.GetEnvironmentVariable("UPDATE_PUBLIC_API") is "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, string.Join('\n', lines) + "\n");
        }
        var baseline = File.Exists(file) ? File.ReadAllLines(file) : [];
        var added = lines.Except(baseline, StringComparer.Ordinal).ToArray();
        var removed = baseline.Except(lines, StringComparer.Ordinal).ToArray();
        if (added.Length + removed.Length > 0)
        {
            throw new AssertFailedException(
                $"The public API of {assembly.GetName().Name} is not the one in {file}. If that is meant, run the test once with UPDATE_PUBLIC_API=1 and commit the file.\n"
                + string.Join('\n', added.Select(line => "+ " + line).Concat(removed.Select(line => "- " + line))));
        }
    }
}
