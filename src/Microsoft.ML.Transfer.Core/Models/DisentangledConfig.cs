using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Models;

/// <summary>Disentangled attention (He et al., 2021): scores between contents and distances beside those between contents.</summary>
internal sealed record DisentangledConfig
{
    /// <summary>Which terms beside content to content.</summary>
    public required DisentangledTerms Terms { get; init; }

    /// <summary>Distances at or past this share a row; the table has twice as many rows.</summary>
    public required int Span { get; init; }

    /// <summary>The logarithmic buckets of distances, and the distance where they end; null where each distance counts as itself.</summary>
    public LogarithmicBuckets? Buckets { get; init; }

    /// <summary>Whether distances are projected by the layer's own query and key projections (v2, v3).</summary>
    public bool SharesProjections { get; init; }

    /// <summary>Whether the layer's own key projection of distances has a bias.</summary>
    public bool RelativeKeyHasBias { get; init; } = true;

    /// <summary>Whether the table of distances is normalised before use (v2, v3).</summary>
    public bool NormalizesTable { get; init; }

    /// <summary>Whether scores, and then weights, are mixed across heads (Shazeer et al., 2020).</summary>
    public bool MixesHeads { get; init; }

    /// <summary>The convolution beside the first layer; null where there is none.</summary>
    public ConvolutionConfig? Convolution { get; init; }
}

/// <summary>Buckets of distances: one each up to half of them, then ever wider ones.</summary>
/// <param name="Count">The number of buckets on each side.</param>
/// <param name="MaximumDistance">The distance that falls into the last.</param>
internal sealed record LogarithmicBuckets(int Count, int MaximumDistance);

/// <summary>A convolution over the tokens of a sequence.</summary>
/// <param name="KernelSize">How many tokens it sees, an odd number.</param>
/// <param name="Activation">The function applied to it.</param>
internal sealed record ConvolutionConfig(int KernelSize, Activation Activation);
