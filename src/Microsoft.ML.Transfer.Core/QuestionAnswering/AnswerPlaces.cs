namespace Microsoft.ML.Transfer;

/// <summary>Where the answers of examples stand in their contexts.</summary>
internal static class AnswerPlaces
{
    private const int ShownLength = 60;

    /// <summary>The place of each answer; 0 where there is none.</summary>
    /// <exception cref="ArgumentException">An example has no question, no context, or an answer that does not stand in the context where it is said to.</exception>
    public static int[] Of(IReadOnlyList<AnsweredQuestion> examples, string parameter)
    {
        var starts = new int[examples.Count];
        for (var i = 0; i < starts.Length; i++)
        {
            starts[i] = Find(examples[i], out var problem);
            if (problem is not null)
                throw new ArgumentException($"Example {i}: {problem}", parameter);
        }
        return starts;
    }

    /// <summary>The place of the answer of an example; 0 where there is none.</summary>
    /// <param name="example">The example.</param>
    /// <param name="problem">What is wrong with it, in a sentence; null where nothing is.</param>
    public static int Find(AnsweredQuestion example, out string? problem)
    {
        var (context, answer) = (example.Context ?? "", example.Answer ?? "");
        problem = null;
        if (string.IsNullOrWhiteSpace(example.Question))
            problem = $"the question is '{example.Question}'; it must not be empty.";
        else if (string.IsNullOrWhiteSpace(context))
            problem = $"the context of the question '{Shown(example.Question)}' is '{context}'; it must not be empty.";
        else if (answer.Length > 0 && string.IsNullOrWhiteSpace(answer))
            problem = $"the answer to '{Shown(example.Question)}' is '{answer}', blanks only; leave it empty where the context has none.";
        if (problem is not null || answer.Length == 0)
            return 0;
        var first = context.IndexOf(answer, StringComparison.Ordinal);
        if (first < 0)
            problem = $"the answer '{Shown(answer)}' does not stand in the context '{Shown(context)}'; an answer is a part of its context, word for word.";
        else if (example.AnswerStart is { } start && (start < 0 || start > context.Length - answer.Length || !context.AsSpan(start).StartsWith(answer, StringComparison.Ordinal)))
            problem = FormattableString.Invariant($"the answer '{Shown(answer)}' does not stand at {start} of the context but at {first}; places are counted in UTF-16 code units from 0.");
        return example.AnswerStart ?? first;
    }

    private static string Shown(string text) => text.Length <= ShownLength ? text : text[..ShownLength] + "…";
}
