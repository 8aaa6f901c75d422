using Microsoft.ML;
using Microsoft.ML.Transforms.Text;
using MLNet.Compat.Tests.Recording;
using MLNet.Compat.Tests.Samples;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>The usual text classifier from end to end: texts, TF-IDF or default features, maximum entropy, folds, metrics, predictions.</summary>
[TestClass]
public sealed class TextClassificationTests
{
    private static IEstimator<ITransformer> Pipeline(MLContext ml, TextFeaturizingEstimator.Options options, float l1) =>
        ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.Text.FeaturizeText("Features", options, "Text"))
            .AppendCacheCheckpoint(ml)
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: l1, l2Regularization: 0.1f))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));

    private static TextFeaturizingEstimator.Options TfIdf() => new()
    {
        CharFeatureExtractor = null,
        WordFeatureExtractor = new WordBagEstimator.Options { NgramLength = 2, UseAllLengths = true, Weighting = NgramExtractingEstimator.WeightingCriteria.TfIdf },
    };

    [TestMethod]
    [DataRow("default")]
    [DataRow("TF-IDF")]
    public void FiveFolds(string features) => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(TopicTexts.Make());
        var results = ml.MulticlassClassification.CrossValidate(data, Pipeline(ml, features == "TF-IDF" ? TfIdf() : new(), l1: 0), numberOfFolds: 5);
        scenario.Numbers("micro accuracy", results.Select(result => result.Metrics.MicroAccuracy), Tolerance.Trainer);
        scenario.Numbers("macro accuracy", results.Select(result => result.Metrics.MacroAccuracy), Tolerance.Trainer);
        scenario.Numbers("log-loss", results.Select(result => result.Metrics.LogLoss), Tolerance.Trainer);
        scenario.Numbers("log-loss reduction", results.Select(result => result.Metrics.LogLossReduction), Tolerance.Trainer);
        scenario.Counts("feature counts", results.Select(result => ((Microsoft.ML.Data.VectorDataViewType)result.ScoredHoldOutSet.Schema["Features"].Type).Size));
        foreach (var result in results)
            scenario.Text(FormattableString.Invariant($"table {result.Fold}"), result.Metrics.ConfusionMatrix.GetFormattedConfusionTable().ReplaceLineEndings("\n"));
    }, testMethod: $"{nameof(FiveFolds)}.{features}");

    [TestMethod]
    public void AHeldOutThird() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 5);
        var data = ml.Data.LoadFromEnumerable(TopicTexts.Make());
        var split = ml.Data.TrainTestSplit(data, testFraction: 0.33);
        var model = Pipeline(ml, TfIdf(), l1: 0.05f).Fit(split.TrainSet);
        var scored = model.Transform(split.TestSet);
        scenario.Texts("texts", scored.Texts("Text"));
        scenario.Texts("predicted", scored.Texts("PredictedLabel"));
        MulticlassEvaluatorTests.Describe(scenario, "metrics", ml.MulticlassClassification.Evaluate(scored), Tolerance.Trainer);
        using var engine = ml.Model.CreatePredictionEngine<TextRow, PredictionEngineTests.Prediction>(model);
        scenario.Texts("new texts", ["soup with butter", "the choir and the drums", "rain on the tulips", "a ticket for the train"]);
        scenario.Texts("new predictions", new[] { "soup with butter", "the choir and the drums", "rain on the tulips", "a ticket for the train" }.Select(text => engine.Predict(new TextRow { Text = text }).PredictedLabel));
    });
}
