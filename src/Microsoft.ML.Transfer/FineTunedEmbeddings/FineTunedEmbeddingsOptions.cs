namespace Microsoft.ML.Transfer;

/// <summary>How <see cref="FineTunedEmbeddingsEstimator"/> fine-tunes an encoder, and the columns that it learns from.</summary>
/// <remarks>Immutable; each range is checked where the value is set. Use <c>with</c> for a variant.</remarks>
public sealed record FineTunedEmbeddingsOptions : FineTuneOptions
{
    /// <summary>The defaults; of them a single epoch, as in SetFit: each text has its turn in many pairs.</summary>
    public FineTunedEmbeddingsOptions() => Epochs = 1;

    /// <summary>
    /// The column that says what belongs together. Without a <see cref="PairColumnName"/> a key: texts of one class are alike. With it a <see cref="float"/>: the cosine that the
    /// vectors of both texts should have, from −1 to 1. It may be null where all pairs belong together, for <see cref="ContrastiveLoss.MultipleNegativesRanking"/> and <see cref="ContrastiveLoss.Triplet"/>.
    /// </summary>
    public string? LabelColumnName { get; init; } = "Label";

    /// <summary>The column of the second text of each pair; null where texts have classes.</summary>
    public string? PairColumnName { get; init; }

    /// <summary>The column of a text that does not belong to the first one of its row, for <see cref="ContrastiveLoss.MultipleNegativesRanking"/> and <see cref="ContrastiveLoss.Triplet"/> of pairs; null for none.</summary>
    public string? HardNegativeColumnName { get; init; }

    /// <summary>What is learned from the pairs, and how texts become vectors.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public ContrastiveOptions Contrastive
    {
        get;
        init => field = value ?? throw Null(nameof(Contrastive));
    } = new();

    /// <summary>As <see cref="PretrainedEmbeddingsOptions.CacheBytes"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long CacheBytes
    {
        get;
        init => field = value >= 0 ? value : throw Negative(nameof(CacheBytes), value);
    } = PretrainedEmbeddingsOptions.DefaultCacheBytes;

    private static ArgumentNullException Null(string property) => new(property);

    private static ArgumentOutOfRangeException Negative(string property, long value) => new(property, value, $"{property} must be at least 0.");
}
