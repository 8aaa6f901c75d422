using Microsoft.ML.Transforms;

namespace Microsoft.ML.Transfer.Cli.Comparison;

/// <summary>The pipeline round the features: labels to keys, logistic regression, keys to labels.</summary>
internal static class TextClassifier
{
    private const string Label = nameof(LabelledText.Label);

    public static IEstimator<ITransformer> LabelToKey(MLContext ml) =>
        ml.Transforms.Conversion.MapValueToKey(Label, keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue);

    public static IEstimator<ITransformer> Trainer(MLContext ml) =>
        ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(Label, FeatureWay.FeaturesColumn);

    /// <summary>The whole chain, from text and label to the predicted label in words.</summary>
    public static IEstimator<ITransformer> Whole(MLContext ml, FeatureWay way) =>
        LabelToKey(ml)
            .Append(way.Estimator)
            .Append(Trainer(ml))
            .Append(ml.Transforms.Conversion.MapKeyToValue(TextPrediction.LabelColumn));
}
