namespace Microsoft.ML.Transfer;

/// <summary>What a <see cref="TokenClassifier"/> says of the words of a text.</summary>
/// <param name="Classes">The likeliest class of each word, from 0.</param>
/// <param name="Probabilities">Its probability; 0 for a word that leaves no token, of which the model knows nothing.</param>
public sealed record PredictedWords(IReadOnlyList<int> Classes, IReadOnlyList<float> Probabilities);
