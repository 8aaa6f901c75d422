using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Cli.Tests.Docs;

/// <summary>A block of code in a page of the documentation.</summary>
/// <param name="Place">Page and line, such as <c>README.md:31</c>.</param>
/// <param name="Language">What stands after the fence.</param>
/// <param name="Code">The lines between the fences.</param>
internal sealed record CodeBlock(string Place, string Language, string Code);

/// <summary>A page of the documentation.</summary>
internal static class MarkdownFile
{
    private const string Fence = "```";

    /// <summary>All pages, by their paths in the repository.</summary>
    public static IEnumerable<string> All()
    {
        var root = SharedData.RepositoryRoot;
        return Directory.EnumerateFiles(root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(root, f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
    }

    public static IEnumerable<CodeBlock> Blocks(string page)
    {
        var lines = Read(page);
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal))
                continue;
            var end = Array.FindIndex(lines, i + 1, l => l.StartsWith(Fence, StringComparison.Ordinal));
            Assert.IsGreaterThan(i, end, $"{page}:{i + 1}: the block is not closed.");
            yield return new($"{page}:{i + 1}", lines[i][Fence.Length..].Trim(), string.Join('\n', lines[(i + 1)..end]));
            i = end;
        }
    }

    public static string[] Read(string page) => File.ReadAllLines(Path.Combine(SharedData.RepositoryRoot, page));
}
