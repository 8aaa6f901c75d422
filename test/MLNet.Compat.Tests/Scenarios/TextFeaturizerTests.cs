using Microsoft.ML;
using Microsoft.ML.Transforms.Text;
using MLNet.Compat.Tests.Recording;
using MLNet.Compat.Tests.Samples;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>FeaturizeText: slot names in order and values, by default and with the options people set.</summary>
[TestClass]
public sealed class TextFeaturizerTests
{
    /// <summary>Two texts a row.</summary>
    public sealed class TwoTexts
    {
        /// <summary>A text.</summary>
        public string Title { get; set; } = "";

        /// <summary>A text.</summary>
        public string Body { get; set; } = "";
    }

    private static void Describe(Scenario scenario, string name, IDataView data, string column = "Features")
    {
        scenario.Text($"{name} type", data.Schema[column].Type.ToString());
        scenario.Texts($"{name} slots", data.Schema[column].AnnotationTexts("SlotNames"));
        scenario.Numbers($"{name} values", data.Flat(column), Tolerance.Features);
        scenario.Texts($"{name} schema", SchemaText.Lines(data.Schema));
    }

    private static void Featurize(Scenario scenario, TextRow[] rows, TextFeaturizingEstimator.Options? options)
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(rows);
        var estimator = options is null ? ml.Transforms.Text.FeaturizeText("Features", "Text") : ml.Transforms.Text.FeaturizeText("Features", options, "Text");
        Describe(scenario, "features", estimator.Fit(data).Transform(data));
    }

    private static WordBagEstimator.Options Words(int length, NgramExtractingEstimator.WeightingCriteria weighting = NgramExtractingEstimator.WeightingCriteria.Tf) =>
        new() { NgramLength = length, UseAllLengths = true, Weighting = weighting };

    [TestMethod]
    public void DefaultFeaturesOfPlainText() => Scenario.Run(scenario => Featurize(scenario, TextRows.Plain()[..3], null));

    [TestMethod]
    public void DefaultFeaturesOfOddText() => Scenario.Run(scenario => Featurize(scenario, TextRows.Odd()[..4], null));

    [TestMethod]
    public void DefaultOptionsAreTheDefaultFeatures() => Scenario.Run(scenario =>
        Featurize(scenario, TextRows.Plain()[2..4], new TextFeaturizingEstimator.Options()));

    [TestMethod]
    public void WordsOnly() => Scenario.Run(scenario =>
        Featurize(scenario, TextRows.Plain(), new TextFeaturizingEstimator.Options { CharFeatureExtractor = null, WordFeatureExtractor = Words(2) }));

    [TestMethod]
    public void WordsByTfIdf() => Scenario.Run(scenario =>
        Featurize(scenario, TextRows.Plain(), new TextFeaturizingEstimator.Options
        {
            CharFeatureExtractor = null,
            WordFeatureExtractor = Words(1, NgramExtractingEstimator.WeightingCriteria.TfIdf),
            Norm = TextFeaturizingEstimator.NormFunction.None,
        }));

    [TestMethod]
    public void CharactersOnly() => Scenario.Run(scenario =>
        Featurize(scenario, TextRows.Plain()[3..4], new TextFeaturizingEstimator.Options
        {
            CharFeatureExtractor = new WordBagEstimator.Options { NgramLength = 2, UseAllLengths = true },
            WordFeatureExtractor = null,
        }));

    [TestMethod]
    [DataRow(TextFeaturizingEstimator.NormFunction.None)]
    [DataRow(TextFeaturizingEstimator.NormFunction.L1)]
    [DataRow(TextFeaturizingEstimator.NormFunction.L2)]
    [DataRow(TextFeaturizingEstimator.NormFunction.Infinity)]
    public void EachNorm(TextFeaturizingEstimator.NormFunction norm) => Scenario.Run(scenario =>
        Featurize(scenario, TextRows.Plain(), new TextFeaturizingEstimator.Options
        {
            CharFeatureExtractor = new WordBagEstimator.Options { NgramLength = 1 },
            WordFeatureExtractor = Words(1),
            Norm = norm,
        }),
        testMethod: $"{nameof(EachNorm)}.{norm}");

    [TestMethod]
    public void NormalizationOptions() => Scenario.Run(scenario =>
        Featurize(scenario, TextRows.Odd(), new TextFeaturizingEstimator.Options
        {
            CharFeatureExtractor = null,
            WordFeatureExtractor = Words(1),
            CaseMode = TextNormalizingEstimator.CaseMode.Upper,
            KeepDiacritics = true,
            KeepPunctuations = false,
            KeepNumbers = false,
        }));

    [TestMethod]
    public void TokensCanBeKept() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(TextRows.Plain()[..3]);
        var options = new TextFeaturizingEstimator.Options { OutputTokensColumnName = "Tokens", CharFeatureExtractor = null, WordFeatureExtractor = Words(1) };
        var featurized = ml.Transforms.Text.FeaturizeText("Features", options, "Text").Fit(data).Transform(data);
        scenario.Texts("tokens", featurized.Rows("Tokens"));
        Describe(scenario, "features", featurized);
    });

    [TestMethod]
    public void StopWordsCanBeRemoved() => Scenario.Run(scenario =>
        Featurize(scenario, TextRows.Plain(), new TextFeaturizingEstimator.Options
        {
            CharFeatureExtractor = null,
            WordFeatureExtractor = Words(1),
            StopWordsRemoverOptions = new StopWordsRemovingEstimator.Options(),
        }));

    [TestMethod]
    public void SeveralColumnsAreJoined() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable([new TwoTexts { Title = "Hot soup", Body = "soup of the day" }, new TwoTexts { Title = "Late bus", Body = "" }]);
        var options = new TextFeaturizingEstimator.Options { CharFeatureExtractor = null, WordFeatureExtractor = Words(2) };
        Describe(scenario, "features", ml.Transforms.Text.FeaturizeText("Features", options, "Title", "Body").Fit(data).Transform(data));
    });

    [TestMethod]
    public void WordsNotSeenAtFitAreIgnored() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var options = new TextFeaturizingEstimator.Options { CharFeatureExtractor = null, WordFeatureExtractor = Words(1) };
        var model = ml.Transforms.Text.FeaturizeText("Features", options, "Text").Fit(ml.Data.LoadFromEnumerable(TextRows.Plain()[..2]));
        Describe(scenario, "features", model.Transform(ml.Data.LoadFromEnumerable(TextRows.Plain())));
    });

    [TestMethod]
    public void WrongColumnsAreErrors() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var numbers = ml.Data.LoadFromEnumerable(NumericRows.Classes(3));
        scenario.Throws("missing", () => ml.Transforms.Text.FeaturizeText("Features", "Nowhere").Fit(numbers));
        scenario.Throws("not text", () => ml.Transforms.Text.FeaturizeText("Out", "Weight").Fit(numbers));
        scenario.Throws("null name", () => ml.Transforms.Text.FeaturizeText(null!));
        scenario.Throws("no extractor", () => Featurize(scenario, TextRows.Plain()[..1], new TextFeaturizingEstimator.Options { CharFeatureExtractor = null, WordFeatureExtractor = null }));
    });
}
