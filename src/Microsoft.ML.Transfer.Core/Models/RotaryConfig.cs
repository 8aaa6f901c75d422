namespace Microsoft.ML.Transfer.Models;

/// <summary>
/// Rotary position embedding (Su et al., 2021): pair c of a head is turned by the angle position · θ^(−2c/dimensions), after
/// <see cref="Scaling"/>.
/// </summary>
/// <param name="Dimensions">How many of a head's dimensions turn, an even number.</param>
/// <param name="Theta">The base θ.</param>
/// <param name="Scaling">How the frequencies are stretched; null where they are not.</param>
internal sealed record RotaryConfig(int Dimensions, float Theta, RotaryScaling? Scaling = null);

/// <summary>Slower rotation, for sequences longer than those a model was trained on first.</summary>
/// <param name="Factor">Frequencies are divided by this.</param>
/// <param name="Bands">Which frequencies; null for all, the linear scaling.</param>
internal sealed record RotaryScaling(float Factor, RotaryBands? Bands = null);

/// <summary>
/// Llama 3.1's choice of frequencies: those that turn fewer than <paramref name="Low"/> times over the original length are divided, those that
/// turn more than <paramref name="High"/> times are kept, and between the two they go over smoothly.
/// </summary>
/// <param name="Low">The number of turns below which frequencies are divided.</param>
/// <param name="High">The number of turns above which they are kept.</param>
/// <param name="OriginalPositions">The original length.</param>
internal sealed record RotaryBands(float Low, float High, int OriginalPositions);
