using Microsoft.ML.Transfer.Batching;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>Masked passages.</summary>
/// <param name="Tokens">What the model reads.</param>
/// <param name="Targets">What it is to predict for each token; <see cref="Tensors.CrossEntropy.Ignored"/> for nothing.</param>
/// <param name="Pairs">The sequences, two by two, whose vectors are to be alike; none where sentences are not compared.</param>
internal sealed record PretrainingBatch(TokenBatch Tokens, int[] Targets, IReadOnlyList<(int First, int Second)> Pairs);
