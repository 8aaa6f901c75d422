namespace Microsoft.ML.Transfer;

/// <summary>A question, the text in which its answer stands, and the answer.</summary>
/// <param name="Question">The question.</param>
/// <param name="Context">The text.</param>
/// <param name="Answer">The answer, word for word as in <paramref name="Context"/>; null or empty where the text does not answer the question (Rajpurkar et al., 2018).</param>
/// <param name="AnswerStart">Where the answer begins, in UTF-16 code units of <paramref name="Context"/>; null for the first place where it stands.</param>
public sealed record AnsweredQuestion(string? Question, string? Context, string? Answer, int? AnswerStart = null)
{
    private const int ShownLength = 60;

    /// <summary>What is wrong with it as an example to learn from: the question or the context is empty, or the answer does not stand where it is said to.</summary>
    /// <returns>What is wrong and what would be right, in a sentence that begins small; null where nothing is.</returns>
    public string? FindProblem()
    {
        var (context, answer) = (Context ?? "", Answer ?? "");
        if (string.IsNullOrWhiteSpace(Question))
            return $"the question is '{Question}'; it must not be empty.";
        if (string.IsNullOrWhiteSpace(context))
            return $"the context of the question '{Shown(Question)}' is '{Shown(context)}'; it must not be empty.";
        if (answer.Length == 0)
            return null;
        if (string.IsNullOrWhiteSpace(answer))
            return $"the answer to '{Shown(Question)}' is '{Shown(answer)}', blanks only; leave it empty where the context has none.";
        if (FirstPlace < 0)
            return $"the answer '{Shown(answer)}' does not stand in the context '{Shown(context)}'; an answer is a part of its context, word for word.";
        return AnswerStart is { } start && (start < 0 || start > context.Length - answer.Length || !context.AsSpan(start).StartsWith(answer, StringComparison.Ordinal))
            ? FormattableString.Invariant($"the answer '{Shown(answer)}' does not stand at {start} of the context but at {FirstPlace}; places are counted in UTF-16 code units from 0.")
            : null;
    }

    /// <summary>Where the answer begins in the context; of no meaning where there is none.</summary>
    internal int Place => AnswerStart ?? Math.Max(0, FirstPlace);

    private int FirstPlace => (Context ?? "").IndexOf(Answer ?? "", StringComparison.Ordinal);

    private static string Shown(string text) => text.Length <= ShownLength ? text : text[..ShownLength] + "…";
}
