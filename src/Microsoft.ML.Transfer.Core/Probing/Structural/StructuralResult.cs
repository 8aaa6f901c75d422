namespace Microsoft.ML.Transfer.Probing;

/// <summary>What a structural probe found in a layer.</summary>
/// <param name="Layer">The layer: 0 is the embeddings.</param>
/// <param name="Scores">What it reads from the layer.</param>
/// <param name="Untrained">What it reads from the same layer of an encoder with random weights; null where none was probed.</param>
public sealed record StructuralResult(int Layer, StructuralScores Scores, StructuralScores? Untrained);
