using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer;

/// <summary>A stretch of a fine-tuning in which the same parameters are trained. Each phase trains at least what the one before trained.</summary>
/// <param name="Epochs">How often each example has its turn.</param>
/// <param name="RateFactor">The factor of the learning rate of each parameter, 0 for those that stay; null where all are trained.</param>
/// <param name="IsHeadOnly">Whether nothing but the head is trained, which takes higher learning rates.</param>
internal sealed record AdaptationPhase(int Epochs, Func<ParameterPath, float>? RateFactor, bool IsHeadOnly);
