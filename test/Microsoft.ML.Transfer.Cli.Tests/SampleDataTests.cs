using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Cli.Tests;

[TestClass]
public sealed class SampleDataTests
{
    private static readonly string Messages = Path.Combine(SharedData.RepositoryRoot, "docs", "samples", "data", "messages.tsv");

    private static (string Text, string Label)[] Rows() =>
        [.. File.ReadAllLines(Messages).Skip(1).Select(l => l.Split('\t')).Select(f => (f[0], f[1]))];

    [TestMethod]
    public void Header_names_text_and_label() => Assert.AreEqual("Text\tLabel", File.ReadLines(Messages).First());

    [TestMethod]
    public void Every_row_has_two_fields_without_quotes_or_control_characters()
    {
        foreach (var line in File.ReadAllLines(Messages))
        {
            Assert.AreEqual(2, line.Split('\t').Length, line);
            Assert.IsFalse(line.Any(c => c == '"' || (char.IsControl(c) && c != '\t')), line);
            Assert.AreEqual(line.Trim(), line);
        }
    }

    [TestMethod]
    public void Four_classes_of_a_hundred()
    {
        var counts = Rows().CountBy(r => r.Label, StringComparer.Ordinal).OrderBy(c => c.Key, StringComparer.Ordinal).ToArray();
        CollectionAssert.AreEqual(
            new[] { KeyValuePair.Create("Billing", 100), KeyValuePair.Create("Delivery", 100), KeyValuePair.Create("Feedback", 100), KeyValuePair.Create("Technical", 100) },
            counts);
    }

    [TestMethod]
    public void Texts_have_four_to_thirty_five_words()
    {
        foreach (var (text, _) in Rows())
            Assert.IsTrue(text.Split(' ').Length is >= 4 and <= 35, text);
    }

    [TestMethod]
    public void No_text_is_nearly_another()
    {
        var words = Rows().Select(r => (r.Text, Words: Words(r.Text))).ToArray();
        for (var i = 0; i < words.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var shared = words[i].Words.Intersect(words[j].Words, StringComparer.Ordinal).Count();
                var jaccard = (double)shared / (words[i].Words.Count + words[j].Words.Count - shared);
                Assert.IsLessThan(0.5, jaccard, $"'{words[i].Text}' and '{words[j].Text}'");
            }
        }
    }

    private static HashSet<string> Words(string text) =>
        text.ToLowerInvariant().Split([' ', ',', '.', '?', '!', ':', ';'], StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
}
