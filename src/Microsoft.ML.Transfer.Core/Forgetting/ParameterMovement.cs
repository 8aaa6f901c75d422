namespace Microsoft.ML.Transfer.Forgetting;

/// <summary>How far a part of a model went from where it began.</summary>
/// <param name="Part">Which part: <c>embeddings</c>, <c>layer 1</c>, …, <c>pooler</c>, a head.</param>
/// <param name="Weights">How many weights it has.</param>
/// <param name="Distance">‖w − w₀‖, the Euclidean distance to the start.</param>
/// <param name="StartNorm">‖w₀‖, the norm of the start.</param>
/// <param name="Cosine">The cosine of the angle between both, from −1 to 1; 1 where both are 0.</param>
public sealed record ParameterMovement(string Part, long Weights, double Distance, double StartNorm, double Cosine)
{
    /// <summary>The distance as a part of the norm of the start; 0 where nothing moved.</summary>
    public double RelativeDistance => Distance == 0 ? 0 : Distance / StartNorm;
}
