using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Models;

/// <summary>What the documentation says of the families is generated from them, or stands in their source.</summary>
[TestClass]
public sealed partial class ArchitectureDocumentTests
{
    private const int MostLinesOfAFamily = 120;
    private const string Begin = "<!-- generated: families -->";
    private const string End = "<!-- end of generated -->";

    /// <summary>With the environment variable UPDATE_DOCS=1 the page is rewritten.</summary>
    [TestMethod]
    public void TheTableOfFamiliesIsThatOfTheLibrary()
    {
        var path = Path.Combine(SharedData.RepositoryRoot, "docs", "guide", "architectures.md");
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        var (from, to) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        var table = "\n" + Table();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") is "1")
            File.WriteAllText(path, page[..from] + table + page[to..]);
        else
            Assert.AreEqual(table, page[from..to], "Run this test with UPDATE_DOCS=1 to write the page anew.");
    }

    [TestMethod]
    public void CodeInTheGuideStandsInTheFileThatItNames()
    {
        var lines = File.ReadAllLines(Path.Combine(SharedData.RepositoryRoot, "docs", "adding-an-architecture.md"));
        var blocks = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            if (Fence().Match(lines[i]) is not { Success: true } fence)
                continue;
            var source = new Queue<string>(File.ReadAllLines(Path.Combine(SharedData.RepositoryRoot, fence.Groups["file"].Value)).Select(line => line.Trim()));
            for (i++; !lines[i].StartsWith("```", StringComparison.Ordinal); i++)
            {
                var wanted = lines[i].Trim();
                if (wanted.Length == 0 || wanted.Equals("…", StringComparison.Ordinal))
                    continue;
                while (source.TryPeek(out var line) && !line.Equals(wanted, StringComparison.Ordinal))
                    source.Dequeue();
                Assert.IsNotEmpty(source, $"line {i + 1} is not in {fence.Groups["file"].Value}, or not after the lines before it: {wanted}");
            }
            blocks++;
        }
        Assert.IsGreaterThan(2, blocks);
    }

    [TestMethod]
    public void AFamilyTakesAtMost120Lines()
    {
        var folder = Path.Combine(SharedData.RepositoryRoot, "src", "Microsoft.ML.Transfer.Core", "Models");
        var families = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*.cs"))
        {
            var text = File.ReadAllText(file);
            if (!text.Contains("static ModelFamily Family", StringComparison.Ordinal))
                continue;
            families++;
            Assert.IsLessThanOrEqualTo(MostLinesOfAFamily, text.Count(c => c == '\n'), file);
        }
        Assert.AreEqual(ModelFamilies.All.Count, families);
    }

    private static string Table()
    {
        var table = new StringBuilder("| `model_type` | Kind | Objectives of its heads | Compared with the reference |\n| --- | --- | --- | --- |\n");
        foreach (var family in ModelFamilies.All.OrderBy(family => family.ModelType, StringComparer.Ordinal))
        {
            var json = TinyFamilies.Configurations.Values.First(json => TinyFamilies.Read(json, out _).ModelType.Equals(family.ModelType, StringComparison.Ordinal));
            var config = TinyFamilies.Read(json, out _);
            var kind = family.ReadDecoder is not null ? "encoder and decoder" : config.Attention.IsCausal ? "causal" : "bidirectional";
            using var document = JsonDocument.Parse(json);
            var cases = ParityCases.All.Where(item => item.ModelType.Equals(family.ModelType, StringComparison.Ordinal)).ToList();
            var compared = cases.SelectMany(item => item.Objectives).ToHashSet();
            var objectives = family.Heads(new ConfigReader(document.RootElement, family.ModelType)).Select(head => head.Objective).Distinct()
                .Select(objective => compared.Contains(objective) ? $"**{Words(objective.ToString())}**" : Words(objective.ToString()));
            table.Append(CultureInfo.InvariantCulture, $"| `{family.ModelType}` | {kind} | {string.Join(", ", objectives)} | {string.Join(", ", cases.Select(item => item.Name))} |\n");
        }
        return table.ToString();
    }

    private static string Words(string name) => Capital().Replace(name, " $0").Trim().ToLowerInvariant();

    [GeneratedRegex("[A-Z]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Capital();

    [GeneratedRegex("^```cs (?<file>[^ ]+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fence();
}
