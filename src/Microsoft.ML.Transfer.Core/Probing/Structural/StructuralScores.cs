namespace Microsoft.ML.Transfer.Probing;

/// <summary>How much of the trees of sentences is in vectors. Punctuation is left out of all numbers; intervals are by bootstrap over sentences.</summary>
/// <param name="Uuas">
/// Undirected unlabeled attachment score: the part of the edges of the trees that are in the minimum spanning trees of the predicted distances, from 0 to 1.
/// </param>
/// <param name="DistanceSpearman">
/// Spearman's ρ of predicted and true distances from a word to the words of its sentence: the mean over the words of the sentences of a length, then over the lengths of 5 to 50 words. NaN where there are none.
/// </param>
/// <param name="RootAccuracy">The part of the sentences whose root is the word with the least predicted depth, from 0 to 1.</param>
/// <param name="DepthSpearman">Spearman's ρ of predicted and true depths of the words of a sentence, averaged as <paramref name="DistanceSpearman"/>.</param>
public sealed record StructuralScores(ProbeScore Uuas, ProbeScore DistanceSpearman, ProbeScore RootAccuracy, ProbeScore DepthSpearman);
