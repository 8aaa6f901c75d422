using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Forgetting;

/// <summary>
/// A penalty that is added to the loss so that a training does not forget what the weights knew before: the further a weight goes from where it began, the more it costs.
/// Immutable; where the weights began is said by <see cref="TrainerOptions.StartingWeights"/>.
/// </summary>
public abstract record ForgettingPenalty
{
    private protected ForgettingPenalty()
    {
    }

    /// <summary>The penalty of one parameter.</summary>
    /// <param name="path">Where it stands in the model.</param>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="hasStart">Whether it is known where it began; if not, it is new.</param>
    /// <exception cref="ArgumentException">What the penalty goes by is of another model.</exception>
    internal abstract PenaltyTerm TermOf(ParameterPath path, Shape shape, bool hasStart);

    private protected static float AtLeast0(float value, [CallerMemberName] string name = "") => value >= 0 && float.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 0.");
}

/// <summary>Strength / 2 Σ importance (w − start)² of one parameter.</summary>
/// <param name="Strength">0 for no penalty.</param>
/// <param name="IsAnchored">Whether it is drawn to its start, rather than to 0.</param>
/// <param name="Importance">A factor for each element, row-major; null for 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PenaltyTerm(float Strength, bool IsAnchored, float[]? Importance = null);

/// <summary>
/// L2-SP (Li, Grandvalet and Davoine, 2018): α/2 Σ (w − w₀)² over the weights that began at a checkpoint, with w₀ what they were there, and β/2 Σ w² over new ones, as a rule
/// the head. It takes the place of a weight decay; set that of the optimizer to 0 for its pure form.
/// </summary>
public sealed record L2Sp : ForgettingPenalty
{
    /// <summary>α, at least 0. 0.1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 0 or not finite.</exception>
    public float Alpha
    {
        get;
        init => field = AtLeast0(value);
    } = 0.1f;

    /// <summary>β, at least 0. 0.01 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 0 or not finite.</exception>
    public float Beta
    {
        get;
        init => field = AtLeast0(value);
    } = 0.01f;

    internal override PenaltyTerm TermOf(ParameterPath path, Shape shape, bool hasStart) => new(hasStart ? Alpha : Beta, hasStart);
}

/// <summary>
/// Elastic weight consolidation (Kirkpatrick et al., 2017): λ/2 Σ F (w − w₀)², where F says how much the earlier task depends on a weight. Weights that F does not
/// know, as those of a new head, and weights that have no start are free.
/// </summary>
/// <param name="Importance">F, as a rule from <see cref="FisherInformation"/>: numbers of at least 0 for parameters of the model; others are ignored.</param>
/// <exception cref="ArgumentNullException">The importance is null.</exception>
public sealed record ElasticWeightConsolidation(ParameterValues Importance) : ForgettingPenalty
{
    /// <summary>F.</summary>
    public ParameterValues Importance { get; init; } = Importance ?? throw new ArgumentNullException(nameof(Importance));

    /// <summary>
    /// λ, at least 0: how much the earlier task counts beside the new one. 1 by default; where losses are means over examples, as here, it stands for as many earlier examples as
    /// there are new ones.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 0 or not finite.</exception>
    public float Strength
    {
        get;
        init => field = AtLeast0(value);
    } = 1f;

    internal override PenaltyTerm TermOf(ParameterPath path, Shape shape, bool hasStart) =>
        hasStart && Importance.TryGet(path, shape, out var values) ? new PenaltyTerm(Strength, IsAnchored: true, values) : default;
}
