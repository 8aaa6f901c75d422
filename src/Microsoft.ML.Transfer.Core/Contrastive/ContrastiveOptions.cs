namespace Microsoft.ML.Transfer;

/// <summary>What an encoder learns from texts that belong together. Immutable; each range is checked where the value is set. Change a copy with <c>with</c>.</summary>
public sealed record ContrastiveOptions
{
    /// <summary>The loss.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such loss.</exception>
    public ContrastiveLoss Loss
    {
        get;
        init => field = Require(value, Enum.IsDefined(value), nameof(Loss), "must be CosineSimilarity, MultipleNegativesRanking or Triplet");
    }

    /// <summary>
    /// How often each example of a class gets partners, at least 1: each time another example of its class, and one of another class too but with <see cref="ContrastiveLoss.MultipleNegativesRanking"/>.
    /// 20 by default, as in SetFit (Tunstall et al., 2022), for some 8 to 64 examples of a class; with thousands 1 is enough. Of no meaning where pairs are given.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int PairsPerExample
    {
        get;
        init => field = Require(value, value >= 1, nameof(PairsPerExample), "must be at least 1");
    } = 20;

    /// <summary>The factor of cosines before their softmax, above 0, for <see cref="ContrastiveLoss.MultipleNegativesRanking"/>. 20 by default, as in sentence-transformers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0, or not finite.</exception>
    public float Scale
    {
        get;
        init => field = Require(value, value > 0 && float.IsFinite(value), nameof(Scale), "must be above 0");
    } = 20f;

    /// <summary>
    /// By how much a text that does not belong is to be further away than one that does, above 0, in squared distances of vectors of length 1, for <see cref="ContrastiveLoss.Triplet"/>. 0.2 by
    /// default (Schroff et al., 2015).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0, or not finite.</exception>
    public float Margin
    {
        get;
        init => field = Require(value, value > 0 && float.IsFinite(value), nameof(Margin), "must be above 0");
    } = 0.2f;

    /// <summary>How the tokens of a text are combined, in training and later; as the model says, and their mean where it says nothing, when null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pooling.</exception>
    public Pooling? Pooling
    {
        get;
        init => field = Require(value, value is null || Enum.IsDefined(value.Value), nameof(Pooling), "must be Mean, Cls, Max, Last, SqrtLength, WeightedMean or LeadMean");
    }

    /// <summary>Whether the vectors that come out are divided by their length; as the model says, and not where it says nothing, when null. The losses look at directions only.</summary>
    public bool? Normalize { get; init; }

    /// <summary>A text that is put before each text, in training and later; the model's default, if it has one, when null.</summary>
    public string? Prompt { get; init; }

    private static T Require<T>(T value, bool holds, string name, string rule) => holds ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} {rule}.");
}
