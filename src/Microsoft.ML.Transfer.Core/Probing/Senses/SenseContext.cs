namespace Microsoft.ML.Transfer.Probing;

/// <summary>A word in a sentence, with the sense that it has there.</summary>
/// <param name="Words">The words of the sentence.</param>
/// <param name="Position">Which of them is the word in question, from 0.</param>
/// <param name="Sense">Its sense, such as <c>river</c>.</param>
public sealed record SenseContext(IReadOnlyList<string> Words, int Position, string Sense);
