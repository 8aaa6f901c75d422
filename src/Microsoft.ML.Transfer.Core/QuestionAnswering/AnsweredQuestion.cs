namespace Microsoft.ML.Transfer;

/// <summary>A question, the text in which its answer stands, and the answer.</summary>
/// <param name="Question">The question.</param>
/// <param name="Context">The text.</param>
/// <param name="Answer">The answer, word for word as in <paramref name="Context"/>; null or empty where the text does not answer the question (Rajpurkar et al., 2018).</param>
/// <param name="AnswerStart">Where the answer begins, in UTF-16 code units of <paramref name="Context"/>; null for the first place where it stands.</param>
public sealed record AnsweredQuestion(string? Question, string? Context, string? Answer, int? AnswerStart = null);
