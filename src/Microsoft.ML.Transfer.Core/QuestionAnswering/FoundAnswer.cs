namespace Microsoft.ML.Transfer;

/// <summary>A part of a context that answers a question.</summary>
/// <param name="Text">The answer, as it stands in the context; empty where the context gives none.</param>
/// <param name="Start">Where it begins, in UTF-16 code units of the context; -1 where the context gives none.</param>
/// <param name="Probability">
/// From 0 to 1: exp(score) over the sum of that of all parts of the context that could be the answer, where the score of a part is that of its first token as begin and its last as end.
/// </param>
public sealed record FoundAnswer(string Text, int Start, float Probability)
{
    /// <summary>That the context gives no answer.</summary>
    public bool IsNone => Start < 0;
}
