using System.Text.RegularExpressions;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Cli.Tests.Docs;

/// <summary>Whatever the documentation shows works.</summary>
[TestClass]
[DoNotParallelize]
public sealed partial class DocumentationTests
{
    public static IEnumerable<object[]> Programs =>
        MarkdownFile.All().SelectMany(MarkdownFile.Blocks).Where(b => b.Language is "csharp").Select(b => new object[] { b.Place, b.Code });

    [TestMethod]
    [DynamicData(nameof(Programs))]
    public void Programs_compile_and_run(string place, string code)
    {
        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(SharedData.RepositoryRoot, "docs", "samples", "data", "messages.tsv"), folder["messages.tsv"]);
        Assert.AreNotEqual("", DocumentedProgram.Run(place, code, Path.GetDirectoryName(folder["x"])!));
    }

    [TestMethod]
    public void Calls_of_mltransfer_parse()
    {
        using var console = new CliConsole(TextReader.Null, TextWriter.Null, TextWriter.Null);
        var root = CommandLine.Create(console);
        var calls = 0;
        foreach (var block in MarkdownFile.All().SelectMany(MarkdownFile.Blocks))
        {
            foreach (var line in block.Code.Split('\n').Where(l => l.StartsWith("mltransfer ", StringComparison.Ordinal)))
            {
                var parsed = root.Parse(line.Split(' ')[1..]);
                Assert.IsEmpty(parsed.Errors, $"{block.Place}: {line}: {string.Join(' ', parsed.Errors.Select(e => e.Message))}");
                calls++;
            }
        }
        Assert.IsGreaterThan(5, calls);
    }

    [TestMethod]
    public void Links_between_files_lead_somewhere()
    {
        var links = 0;
        foreach (var page in MarkdownFile.All())
        {
            foreach (var target in MarkdownFile.Read(page).SelectMany(l => Link().Matches(l)).Select(m => m.Groups["target"].Value))
            {
                if (target.Contains("://", StringComparison.Ordinal))
                    continue;
                var path = Path.Combine(SharedData.RepositoryRoot, Path.GetDirectoryName(page)!, target.Split('#')[0]);
                Assert.IsTrue(File.Exists(path), $"{page} links to {target}, which does not exist.");
                links++;
            }
        }
        Assert.IsGreaterThan(5, links);
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
