using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The regular expressions of tokenizer files, against .NET's where the two dialects mean the same.</summary>
[TestClass]
public sealed class RegexPatternTests
{
    [TestMethod]
    [DataRow(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    [DataRow(@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")]
    [DataRow(@"a*?b|(?:ab|a)+c")]
    [DataRow(@"(?<=a)b|(?<!a)c|(?<=x|yz)d")]
    [DataRow(@"(?>a+)b|[^ab\n]{2,3}?")]
    [DataRow(@"\b\w+\b|[a-c\d_-]")]
    [DataRow(@"(a|b)*c|x(?=y)|\x41|B")]
    [DataRow(@"(?:)|a")]
    [DataRow(@"(?:a?)*b")]
    public void MatchesEqualThoseOfDotNet(string pattern)
    {
        var ours = new RegexPattern(pattern);
        var theirs = new System.Text.RegularExpressions.Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
        string[] parts = ["a", "b", "c", "ab", "x", "y", "z", "d", "A", "B", "'", "'s", "'LL", " ", "  ", "\n", "\r\n", "1", "23", "4567", "!", "?!", "\u00E9", "\u4E2D", "_", "-"];
        Prop.ForAll(Arb.From(Gen.Elements(parts).ListOf().Select(string.Concat)), text =>
        {
            var matches = new List<Match>();
            ours.FindMatches(text, matches);
            var expected = theirs.Matches(text).Select(match => (match.Index, match.Index + match.Length))
                // .NET reports an empty match right after the one before it; this dialect does not.
                .Aggregate(new List<(int Start, int End)>(), (kept, match) =>
                {
                    if (match.Item1 != match.Item2 || kept.Count == 0 || kept[^1].End != match.Item1)
                        kept.Add(match);
                    return kept;
                });
            // Nor does it find anything in an empty text.
            return matches.Where(match => match.IsMatch).Select(match => (match.Start, match.End)).SequenceEqual(text.Length == 0 ? [] : expected);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500).WithEndSize(40));
    }

    [TestMethod]
    [DataRow(@"\p{L}+", "a\U0001D4D7b", "0-4")]
    [DataRow(@"[\U]", "", null)]
    [DataRow(@"[^a]", "a\U0001F600", "1-3")]
    [DataRow(@"(?i:'s)", "'\u017F", "0-2")]
    [DataRow(@"(?i)k", "\u212A", "0-1")]
    [DataRow(@"[a-z&&[^aeiou]]+", "xyzae", "0-3")]
    [DataRow(@"[[:digit:]]", "a1", "1-2")]
    [DataRow(@"\h+", "xyzBEEF", "3-7")]
    [DataRow(@"(?x) a  b # note", "ab", "0-2")]
    [DataRow(@"^a", "b\na", "2-3")]
    [DataRow(@"a.b", "a\nb", "")]
    [DataRow(@"(?m:a.b)", "a\nb", "0-3")]
    public void CodePointsAndTheDialectsOwnRules(string pattern, string text, string? expected)
    {
        if (expected is null)
        {
            Assert.ThrowsExactly<FormatException>(() => new RegexPattern(pattern));
            return;
        }
        var matches = new List<Match>();
        new RegexPattern(pattern).FindMatches(text, matches);
        Assert.AreEqual(expected, string.Join(' ', matches.Where(match => match.IsMatch).Select(match => FormattableString.Invariant($"{match.Start}-{match.End}"))));
    }

    [TestMethod]
    public void AnExpressionThatExplodesIsStopped()
    {
        var pattern = new RegexPattern(@"(?:a|a)*b");
        var error = Assert.ThrowsExactly<InvalidDataException>(() => pattern.FindMatches(new string('a', 60), []));
        StringAssert.Contains(error.Message, "too many steps");
    }
}
