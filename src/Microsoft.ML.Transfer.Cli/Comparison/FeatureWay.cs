using Microsoft.ML.Transforms.Text;

namespace Microsoft.ML.Transfer.Cli.Comparison;

/// <summary>A way from the column Text to the column Features.</summary>
/// <param name="Name">What to call it in a report.</param>
/// <param name="Estimator">The stage that does it.</param>
internal sealed record FeatureWay(string Name, IEstimator<ITransformer> Estimator)
{
    public const string FeaturesColumn = "Features";
    private const string EmbeddingColumn = "Embedding";
    private const string WordsColumn = "Words";

    /// <summary>Words, pairs of words and triples of letters, each weighted by TF-IDF.</summary>
    public static FeatureWay TfIdf(MLContext ml) => new("TF-IDF (FeaturizeText)", TfIdf(ml, FeaturesColumn));

    /// <summary>The vectors of a pre-trained encoder that stays as it is.</summary>
    public static FeatureWay Embeddings(MLContext ml, TextEmbedder embedder) => new(
        $"Frozen embeddings ({embedder.ModelName})",
        ml.Transforms.PretrainedEmbeddings(FeaturesColumn, nameof(LabelledText.Text), embedder));

    /// <summary>Both side by side: what words mean, and which words they are.</summary>
    public static FeatureWay EmbeddingsAndTfIdf(MLContext ml, TextEmbedder embedder) => new(
        "Embeddings + TF-IDF",
        ml.Transforms.PretrainedEmbeddings(EmbeddingColumn, nameof(LabelledText.Text), embedder)
            .Append(TfIdf(ml, WordsColumn))
            .Append(ml.Transforms.Concatenate(FeaturesColumn, EmbeddingColumn, WordsColumn)));

    private static IEstimator<ITransformer> TfIdf(MLContext ml, string column) => ml.Transforms.Text.FeaturizeText(
        column,
        new TextFeaturizingEstimator.Options
        {
            WordFeatureExtractor = new() { NgramLength = 2, UseAllLengths = true, Weighting = NgramExtractingEstimator.WeightingCriteria.TfIdf },
            CharFeatureExtractor = new() { NgramLength = 3, UseAllLengths = false, Weighting = NgramExtractingEstimator.WeightingCriteria.TfIdf },
        },
        nameof(LabelledText.Text));
}
