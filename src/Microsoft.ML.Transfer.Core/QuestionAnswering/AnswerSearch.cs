namespace Microsoft.ML.Transfer;

/// <summary>
/// Finds the parts of a context with the highest sum of the scores of their first token as begin and their last as end (Devlin et al., 2019). Of several windows that hold a part the one with the
/// higher sum counts; that there is no answer has the sum of the first token of the window where it is the least (Rajpurkar et al., 2018).
/// </summary>
/// <param name="maximumLength">The most tokens of an answer, at least 1.</param>
/// <param name="noAnswerThreshold">By how much the sum of no answer must exceed that of the best part; null where an answer is always given.</param>
internal sealed class AnswerSearch(int maximumLength, float? noAnswerThreshold)
{
    /// <summary>The best answers, the best first: fewer than asked for where the context has no more, but at least one.</summary>
    /// <param name="question">The question.</param>
    /// <param name="scores">For each window [tokens, 2], row-major.</param>
    /// <param name="count">How many different answers, at least 1.</param>
    public IReadOnlyList<FoundAnswer> Find(ReadQuestion question, ReadOnlySpan<float[]> scores, int count)
    {
        // No answer is longer than the context.
        var longest = Math.Min(maximumLength, question.Tokens.Count);
        var (sums, none) = SumsOf(question, scores, longest);
        var logOfSum = LogOfSum(sums, noAnswerThreshold is null ? float.NegativeInfinity : none);
        var answers = new List<FoundAnswer>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var place = -1;
        while (answers.Count < count)
        {
            place = Next(sums, place);
            if (noAnswerThreshold is { } threshold && !seen.Contains("") && (place < 0 || none - sums[place] > threshold))
            {
                seen.Add("");
                answers.Add(new FoundAnswer("", -1, (float)Math.Exp(none - logOfSum)));
                if (answers.Count == count)
                    break;
            }
            if (place < 0)
                break;
            var (text, start) = TextOf(question, place / longest, place / longest + place % longest);
            if (text.Length > 0 && seen.Add(text))
                answers.Add(new FoundAnswer(text, start, (float)Math.Exp(sums[place] - logOfSum)));
        }
        return answers.Count > 0 ? answers : [new FoundAnswer("", -1, Probability: 1f)];
    }

    /// <summary>The sum of each part at [first token, number of tokens − 1], −∞ where no window holds it, and that of no answer.</summary>
    private static (float[] Sums, float None) SumsOf(ReadQuestion question, ReadOnlySpan<float[]> scores, int longest)
    {
        var sums = new float[question.Tokens.Count * longest];
        Array.Fill(sums, float.NegativeInfinity);
        var none = float.PositiveInfinity;
        for (var w = 0; w < scores.Length; w++)
        {
            var (window, score) = (question.Windows[w], scores[w]);
            none = Math.Min(none, score[0] + score[1]);
            for (var i = 0; i < window.TokenCount; i++)
            {
                var start = score[2 * (window.ContextStart + i)];
                var row = sums.AsSpan((window.FirstToken + i) * longest, Math.Min(longest, window.TokenCount - i));
                for (var j = 0; j < row.Length; j++)
                    row[j] = Math.Max(row[j], start + score[2 * (window.ContextStart + i + j) + 1]);
            }
        }
        return (sums, none);
    }

    private static double LogOfSum(float[] sums, float none)
    {
        var largest = none;
        foreach (var sum in sums)
            largest = Math.Max(largest, sum);
        var total = Math.Exp(none - largest);
        foreach (var sum in sums)
            total += MathF.Exp(sum - largest);
        return largest + Math.Log(total);
    }

    /// <summary>The place of the highest sum below that of another place, of equal ones the first after it; -1 where there is none.</summary>
    private static int Next(float[] sums, int before)
    {
        var next = -1;
        for (var i = 0; i < sums.Length; i++)
        {
            var follows = before < 0 || sums[i] < sums[before] || (sums[i] == sums[before] && i > before);
            if (follows && sums[i] > float.NegativeInfinity && (next < 0 || sums[i] > sums[next]))
                next = i;
        }
        return next;
    }

    /// <summary>The part of the context, without the blanks that some tokenizers count to their tokens.</summary>
    private static (string Text, int Start) TextOf(ReadQuestion question, int first, int last)
    {
        var (start, end) = (question.Tokens[first].Start, Math.Max(question.Tokens[first].Start, question.Tokens[last].End));
        while (start < end && char.IsWhiteSpace(question.Context[start]))
            start++;
        while (end > start && char.IsWhiteSpace(question.Context[end - 1]))
            end--;
        return (question.Context[start..end], start);
    }
}
