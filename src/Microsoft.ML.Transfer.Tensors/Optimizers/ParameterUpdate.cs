namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// The rule by which an optimizer changes one parameter in one step, with all its numbers: immutable, made for each step and group of parameters. What it remembers of a
/// parameter from step to step are tensors that start as zeros and belong to the optimizer.
/// </summary>
public abstract record ParameterUpdate
{
    /// <summary>The learning rate of this step, after its schedule.</summary>
    public required float LearningRate { get; init; }

    /// <summary>The factor of the gradient: below 1 where gradients are clipped.</summary>
    public float GradientScale { get; init; } = 1f;

    /// <summary>The shapes of what the rule remembers of a parameter; null for one in the form of the parameter itself.</summary>
    /// <param name="parameter">The shape of the parameter.</param>
    public abstract IReadOnlyList<Shape?> StateShapes(Shape parameter);
}

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019): p ← p − η λ p; m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²;
/// p ← p − η m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) at step t. <i>State:</i> m and v.
/// </summary>
public sealed record AdamWUpdate : ParameterUpdate
{
    /// <summary>t, from 1.</summary>
    public required int Step { get; init; }

    /// <summary>β₁.</summary>
    public float Beta1 { get; init; } = 0.9f;

    /// <summary>β₂.</summary>
    public float Beta2 { get; init; } = 0.999f;

    /// <summary>ε.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>λ.</summary>
    public float WeightDecay { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<Shape?> StateShapes(Shape parameter) => [null, null];
}

/// <summary>Stochastic gradient descent with momentum μ: g ← g + λ p; u ← μ u + g; p ← p − η u. <i>State:</i> u, where μ is not 0.</summary>
public sealed record SgdUpdate : ParameterUpdate
{
    /// <summary>μ.</summary>
    public float Momentum { get; init; }

    /// <summary>λ.</summary>
    public float WeightDecay { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<Shape?> StateShapes(Shape parameter) => Momentum == 0 ? [] : [null];
}

/// <summary>
/// Adafactor (Shazeer and Stern, 2018) without momentum: the second moment of a matrix is kept as the means of its rows r and columns c,
/// r ← β r + (1 − β) mean_rows(g² + ε₁), c likewise, v = r cᵀ / mean(r), and u = g / √v is scaled down to a root mean square of at most d; p ← p − η λ p − η u, with
/// β = 1 − t^−0.8 at step t. For a vector v itself is kept. <i>State:</i> r and c, or v.
/// </summary>
public sealed record AdafactorUpdate : ParameterUpdate
{
    /// <summary>t, from 1.</summary>
    public required int Step { get; init; }

    /// <summary>ε₁.</summary>
    public float Epsilon { get; init; } = 1e-30f;

    /// <summary>d.</summary>
    public float ClippingThreshold { get; init; } = 1f;

    /// <summary>The exponent of t in β, negative.</summary>
    public float DecayExponent { get; init; } = -0.8f;

    /// <summary>λ.</summary>
    public float WeightDecay { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<Shape?> StateShapes(Shape parameter) => parameter.Rank == 2 ? [new Shape(parameter.Rows), new Shape(parameter.Columns)] : [null];
}
