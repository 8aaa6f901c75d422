using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>A part of a training in which the same parameters are trained.</summary>
/// <param name="Epochs">How many epochs, at least 1.</param>
/// <param name="RateFactor">The factor of the learning rate of each parameter, 0 for those that stay; null where all are trained alike.</param>
/// <param name="IsHeadOnly">Whether the head alone is trained.</param>
internal sealed record AdaptationPhase(int Epochs, Func<ParameterPath, float>? RateFactor, bool IsHeadOnly);
