using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Training;

/// <summary>How parameters follow their gradients. Immutable; what is remembered from step to step belongs to the <see cref="Trainer{TBatch}"/>.</summary>
public abstract record Optimizer
{
    private protected Optimizer()
    {
    }

    /// <summary>The decay λ of the weights: each step takes λ times the learning rate of them. At least 0.</summary>
    public float WeightDecay { get; init; }

    /// <summary>What decays; matrices only unless stated otherwise, as is usual: neither biases nor the parameters of normalisations.</summary>
    public DecayedParameters Decayed { get; init; }

    /// <summary>Whether a step needs memory of the size of a parameter for itself.</summary>
    internal virtual bool HasTemporaries => false;

    /// <summary>The rule of one step for one parameter.</summary>
    internal abstract ParameterUpdate At(int step, float learningRate, float gradientScale, float weightDecay);

    /// <summary>The decay of a parameter.</summary>
    internal float DecayOf(Shape parameter) => Decayed == DecayedParameters.All || parameter.Rank == 2 ? WeightDecay : 0f;
}

/// <summary>Which parameters decay.</summary>
public enum DecayedParameters
{
    /// <summary>Matrices: the weights of linear layers and embeddings.</summary>
    Matrices,

    /// <summary>All.</summary>
    All,
}

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019), as in <c>torch.optim.AdamW</c>: with the corrections of both moments for their start at 0, and ε beside the root of the
/// corrected second one; see <see cref="AdamWUpdate"/>. Its defaults are those of BERT's fine-tuning.
/// </summary>
public sealed record AdamW : Optimizer
{
    /// <summary>The defaults.</summary>
    public AdamW() => WeightDecay = 0.01f;

    /// <summary>β₁, the memory of the gradient, from 0 to below 1.</summary>
    public float Beta1 { get; init; } = 0.9f;

    /// <summary>β₂, the memory of its square, from 0 to below 1.</summary>
    public float Beta2 { get; init; } = 0.999f;

    /// <summary>ε, above 0.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    internal override ParameterUpdate At(int step, float learningRate, float gradientScale, float weightDecay) => new AdamWUpdate
    {
        Step = step,
        LearningRate = learningRate,
        GradientScale = gradientScale,
        WeightDecay = weightDecay,
        Beta1 = Beta1,
        Beta2 = Beta2,
        Epsilon = Epsilon,
    };
}

/// <summary>
/// Stochastic gradient descent with the momentum of <c>torch.optim.SGD</c>: u ← μ u + g, w ← w − η u, without damping; the decay is added to the gradient; see <see cref="SgdUpdate"/>.
/// </summary>
public sealed record Sgd : Optimizer
{
    /// <summary>The factor of the last step that is taken again, from 0 to below 1.</summary>
    public float Momentum { get; init; } = 0.9f;

    internal override ParameterUpdate At(int step, float learningRate, float gradientScale, float weightDecay) =>
        new SgdUpdate { LearningRate = learningRate, GradientScale = gradientScale, WeightDecay = weightDecay, Momentum = Momentum };
}

/// <summary>
/// Adafactor (Shazeer and Stern, 2018) with the learning rate of the schedule: its memory of a matrix is a number for each row and column. As <c>transformers.Adafactor</c> with
/// <c>relative_step=False, scale_parameter=False, warmup_init=False, beta1=None</c>: neither the rate nor the step depends on the size of the weights; see <see cref="AdafactorUpdate"/>.
/// </summary>
public sealed record Adafactor : Optimizer
{
    /// <summary>The largest root mean square of a step before the learning rate; above 0.</summary>
    public float ClippingThreshold { get; init; } = 1f;

    internal override bool HasTemporaries => true;

    internal override ParameterUpdate At(int step, float learningRate, float gradientScale, float weightDecay) => new AdafactorUpdate
    {
        Step = step,
        LearningRate = learningRate,
        GradientScale = gradientScale,
        WeightDecay = weightDecay,
        ClippingThreshold = ClippingThreshold,
    };
}
