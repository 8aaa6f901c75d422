namespace Microsoft.ML.Transfer.Probing;

/// <summary>What a layer is worth to an edge probe.</summary>
/// <param name="Layer">The layer: 0 is the embeddings.</param>
/// <param name="Weight">Its share in the mixture that a probe on all layers has learned; the shares sum to 1.</param>
/// <param name="Accuracy">The accuracy of a probe on this layer and all below, from 0 to 1; null where it was not asked for.</param>
/// <param name="Differential">By how much that is better than without this layer (negative where it is worse); null for the first layer and where it was not asked for.</param>
public sealed record EdgeResult(int Layer, double Weight, ProbeScore? Accuracy, double? Differential);
