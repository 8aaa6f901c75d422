using Microsoft.ML.Transforms.Text;

namespace Microsoft.ML.Transfer.Cli.Comparison;

/// <summary>A way from the column Text to the column Features.</summary>
/// <param name="Name">What to call it in a report.</param>
/// <param name="Estimator">The stage that does it.</param>
internal sealed record FeatureWay(string Name, IEstimator<ITransformer> Estimator)
{
    public const string FeaturesColumn = "Features";

    /// <summary>Words, pairs of words and triples of letters, each weighted by TF-IDF.</summary>
    public static FeatureWay TfIdf(MLContext ml) => new("TF-IDF (FeaturizeText)", ml.Transforms.Text.FeaturizeText(
        FeaturesColumn,
        new TextFeaturizingEstimator.Options
        {
            WordFeatureExtractor = new() { NgramLength = 2, UseAllLengths = true, Weighting = NgramExtractingEstimator.WeightingCriteria.TfIdf },
            CharFeatureExtractor = new() { NgramLength = 3, UseAllLengths = false, Weighting = NgramExtractingEstimator.WeightingCriteria.TfIdf },
        },
        nameof(LabelledText.Text)));

    /// <summary>The vectors of a pre-trained encoder that stays as it is.</summary>
    public static FeatureWay Embeddings(MLContext ml, TextEmbedder embedder) => new(
        $"Frozen embeddings ({embedder.ModelName})",
        ml.Transforms.PretrainedEmbeddings(FeaturesColumn, nameof(LabelledText.Text), embedder));
}
