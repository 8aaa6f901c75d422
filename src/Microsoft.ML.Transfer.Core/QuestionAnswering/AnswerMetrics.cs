using System.Text.RegularExpressions;

namespace Microsoft.ML.Transfer;

/// <summary>
/// How well answers are found, as SQuAD measures it (Rajpurkar et al., 2016): both texts are lower-cased, and ASCII punctuation, the articles a, an and the, and surplus blanks are left out.
/// </summary>
/// <param name="ExactMatch">The part of the answers that are equal then, from 0 to 1.</param>
/// <param name="F1">The mean of the harmonic means of precision and recall of their words, from 0 to 1; where one of both has no words it is 1 where neither has, else 0.</param>
/// <param name="Count">How many answers.</param>
public sealed partial record AnswerMetrics(double ExactMatch, double F1, int Count)
{
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <summary>Measures answers.</summary>
    /// <param name="answers">What was predicted and what was expected, at least one pair; empty for no answer.</param>
    /// <exception cref="ArgumentException">There are no answers.</exception>
    public static AnswerMetrics Of(IReadOnlyList<(string Predicted, string Expected)> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        if (answers.Count == 0)
            throw new ArgumentException("There are no answers to measure.", nameof(answers));
        var (exact, f1) = (0.0, 0.0);
        foreach (var (predicted, expected) in answers)
        {
            var (words, expectedWords) = (Words(predicted), Words(expected));
            exact += words.SequenceEqual(expectedWords, StringComparer.Ordinal) ? 1 : 0;
            f1 += OverlapOf(words, expectedWords);
        }
        return new AnswerMetrics(exact / answers.Count, f1 / answers.Count, answers.Count);
    }

    /// <summary>In a few words.</summary>
    public override string ToString() => FormattableString.Invariant($"exact match {ExactMatch:F4}, F1 {F1:F4} of {Count} answers");

    private static string[] Words(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = string.Concat(text.ToLowerInvariant().Where(c => !Punctuation.Contains(c, StringComparison.Ordinal)));
        return Articles().Replace(plain, " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    private static double OverlapOf(string[] predicted, string[] expected)
    {
        if (predicted.Length == 0 || expected.Length == 0)
            return predicted.Length == expected.Length ? 1 : 0;
        var left = expected.CountBy(word => word, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var common = 0;
        foreach (var word in predicted)
        {
            if (left.TryGetValue(word, out var count) && count > 0)
            {
                left[word] = count - 1;
                common++;
            }
        }
        // 2PR / (P + R) with P = common / predicted and R = common / expected.
        return 2.0 * common / (predicted.Length + expected.Length);
    }

    [GeneratedRegex(@"\b(?:a|an|the)\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Articles();
}
