namespace Microsoft.ML.Transfer;

/// <summary>A tokenized question with its context, in as many windows as the context needs.</summary>
/// <param name="Context">The context.</param>
/// <param name="Tokens">Which part of the context each of its tokens stands for, in UTF-16 code units, the end exclusive; the tokens of all windows together, each once.</param>
/// <param name="Windows">At least one.</param>
/// <param name="Answer">The answer that is to be found; empty where there is none, or where it is not known.</param>
internal sealed record ReadQuestion(string Context, IReadOnlyList<(int Start, int End)> Tokens, IReadOnlyList<SpanWindow> Windows, string Answer = "")
{
    /// <summary>The question with the tokens of an answer as the target of those windows that hold all of them, and the first token as that of the others.</summary>
    /// <param name="answer">The answer; empty for none.</param>
    /// <param name="start">Where it begins in the context.</param>
    /// <returns>Null where the answer has no tokens.</returns>
    public ReadQuestion? WithAnswer(string answer, int start)
    {
        if (answer.Length == 0)
            return this;
        var (first, last) = (-1, -1);
        for (var i = 0; i < Tokens.Count; i++)
        {
            if (Tokens[i].Start >= start + answer.Length || Tokens[i].End <= start)
                continue;
            first = first < 0 ? i : first;
            last = i;
        }
        return first < 0 ? null : this with { Answer = answer, Windows = [.. Windows.Select(window => window.WithSpan(first, last))] };
    }

    /// <summary>Each window by itself, as it is trained on.</summary>
    public IEnumerable<ReadQuestion> Apart() => Windows.Select(window => this with { Windows = [window] });
}

/// <summary>A question with a part of its context.</summary>
/// <param name="Sequence">The tokens.</param>
/// <param name="ContextStart">Where in the sequence the context begins.</param>
/// <param name="FirstToken">Which token of the whole context that is.</param>
/// <param name="TokenCount">How many tokens of the context there are.</param>
internal sealed record SpanWindow(TextWindow Sequence, int ContextStart, int FirstToken, int TokenCount)
{
    /// <summary>The place of the first token of the answer in the sequence; 0, that of the first token of all, where the window has none.</summary>
    public int Start { get; private init; }

    /// <summary>The place of its last token.</summary>
    public int End { get; private init; }

    /// <summary>The window with an answer, by its first and last token in the whole context, as its target where it holds it.</summary>
    public SpanWindow WithSpan(int first, int last) => first < FirstToken || last >= FirstToken + TokenCount
        ? this
        : this with { Start = ContextStart + first - FirstToken, End = ContextStart + last - FirstToken };
}
