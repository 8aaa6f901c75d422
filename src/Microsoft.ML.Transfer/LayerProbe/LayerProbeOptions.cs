using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer;

/// <summary>What <see cref="LayerProbeEstimator"/> probes and how.</summary>
/// <remarks>Immutable; use <c>with</c> for a variant.</remarks>
public sealed record LayerProbeOptions
{
    /// <summary>The column of the texts, or, where words have labels, of the words: a vector of texts, or a text that is divided at white space.</summary>
    public string TextColumnName { get; init; } = "Text";

    /// <summary>The column of what is to be predicted: a key or a text for whole texts, a vector of them, one for each word, for words.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>A column of texts, such as authors: rows that agree in it are never in training and test of the same fold. Where null, every distinct text is a group.</summary>
    public string? GroupColumnName { get; init; }

    /// <summary>What the report calls the task; the label column's name where null.</summary>
    public string? Task { get; init; }

    /// <summary>A folder in Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</summary>
    public string Model { get; init; } = PretrainedEmbeddingsOptions.DefaultModel;

    /// <summary>How the model is fetched where it is one of the Hub; by the environment variables of the Hub's tools where null.</summary>
    public HubOptions? Hub { get; init; }

    /// <summary>How long texts may be and how their tokens are pooled; which layers are probed, <see cref="Probing"/> says.</summary>
    public EmbeddingOptions Embedding { get; init; } = new();

    /// <summary>Layers, folds, and what is measured beside the accuracy; the estimator's own probe takes the place of <see cref="LayerProbingOptions.Probe"/>.</summary>
    public LayerProbingOptions Probing { get; init; } = new();

    /// <summary>Ends the probing with <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken CancellationToken { get; init; }
}
