using Microsoft.ML.Transforms;

namespace Microsoft.ML.Transfer.Cli.Comparison;

/// <summary>The pipeline round the features: labels to keys, logistic regression, keys to labels.</summary>
internal static class TextClassifier
{
    /// <summary>The weight of the squared weights in the loss. ML.NET's own default, 1 and as much of L1, leaves little of a few hundred rows.</summary>
    public const float L2 = 0.1f;

    private const string Label = nameof(LabelledText.Label);

    public static IEstimator<ITransformer> LabelToKey(MLContext ml) =>
        ml.Transforms.Conversion.MapValueToKey(Label, keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue);

    public static IEstimator<ITransformer> Trainer(MLContext ml) =>
        ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(Label, FeatureWay.FeaturesColumn, l1Regularization: 0, l2Regularization: L2);

    /// <summary>The whole chain, from text and label to the predicted label in words.</summary>
    public static IEstimator<ITransformer> Whole(MLContext ml, FeatureWay way) =>
        LabelToKey(ml)
            .Append(way.Estimator)
            .Append(Trainer(ml))
            .Append(ml.Transforms.Conversion.MapKeyToValue(TextPrediction.LabelColumn));
}
