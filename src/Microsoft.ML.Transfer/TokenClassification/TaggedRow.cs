namespace Microsoft.ML.Transfer;

/// <summary>What is computed for the words of a row.</summary>
/// <param name="Keys">The predicted class of each, as a key.</param>
/// <param name="Probabilities">Its probability.</param>
internal sealed record TaggedRow(uint[] Keys, float[] Probabilities);
