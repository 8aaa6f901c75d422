namespace Microsoft.ML.Transfer.Probing;

/// <summary>A span of words, or two, with a class.</summary>
/// <param name="First">The span.</param>
/// <param name="Second">The other, of the same sentence; null where one alone has a class.</param>
/// <param name="Label">The class.</param>
public sealed record LabelledSpans(WordSpan First, WordSpan? Second, string Label);
