using Microsoft.ML;
using Microsoft.ML.Transforms.Text;
using MLNet.Compat.Tests.Recording;
using MLNet.Compat.Tests.Samples;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>Normalizing, tokenizing and counting words: NormalizeText, TokenizeIntoWords, ProduceNgrams, ProduceWordBags.</summary>
[TestClass]
public sealed class WordBagTests
{
    [TestMethod]
    public void TextIsNormalized() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(TextRows.Odd());
        scenario.Texts("default", ml.Transforms.Text.NormalizeText("Out", "Text").Fit(data).Transform(data).Texts("Out"));
        foreach (var mode in Enum.GetValues<TextNormalizingEstimator.CaseMode>())
        {
            scenario.Texts($"case {mode}", ml.Transforms.Text.NormalizeText("Out", "Text", mode).Fit(data).Transform(data).Texts("Out"));
        }
        scenario.Texts("keep diacritics", ml.Transforms.Text.NormalizeText("Out", "Text", keepDiacritics: true).Fit(data).Transform(data).Texts("Out"));
        scenario.Texts("no punctuation", ml.Transforms.Text.NormalizeText("Out", "Text", keepPunctuations: false).Fit(data).Transform(data).Texts("Out"));
        scenario.Texts("no numbers", ml.Transforms.Text.NormalizeText("Out", "Text", keepNumbers: false).Fit(data).Transform(data).Texts("Out"));
        scenario.Texts("letters only", ml.Transforms.Text.NormalizeText("Out", "Text", keepPunctuations: false, keepNumbers: false).Fit(data).Transform(data).Texts("Out"));
    });

    [TestMethod]
    public void TokensAreNormalizedToo() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(TextRows.Odd());
        var result = ml.Transforms.Text.TokenizeIntoWords("Tokens", "Text")
            .Append(ml.Transforms.Text.NormalizeText("Clean", "Tokens", keepPunctuations: false, keepNumbers: false))
            .Fit(data).Transform(data);
        scenario.Texts("rows", result.Rows("Clean"));
        scenario.Texts("schema", SchemaText.Lines(result.Schema));
    });

    [TestMethod]
    public void TextIsSplitIntoWords() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(TextRows.Odd());
        var spaces = ml.Transforms.Text.TokenizeIntoWords("Tokens", "Text").Fit(data).Transform(data);
        scenario.Texts("spaces", spaces.Rows("Tokens"));
        scenario.Texts("others", ml.Transforms.Text.TokenizeIntoWords("Tokens", "Text", [' ', ',', '-', '\t']).Fit(data).Transform(data).Rows("Tokens"));
        scenario.Texts("schema", SchemaText.Lines(spaces.Schema));
    });

    [TestMethod]
    public void StopWordsAreRemoved() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(TextRows.Plain());
        var result = ml.Transforms.Text.TokenizeIntoWords("Tokens", "Text").Append(ml.Transforms.Text.RemoveDefaultStopWords("Rest", "Tokens")).Fit(data).Transform(data);
        scenario.Texts("rows", result.Rows("Rest"));
        scenario.Texts("schema", SchemaText.Lines(result.Schema));
    });

    [TestMethod]
    [DataRow(NgramExtractingEstimator.WeightingCriteria.Tf)]
    [DataRow(NgramExtractingEstimator.WeightingCriteria.Idf)]
    [DataRow(NgramExtractingEstimator.WeightingCriteria.TfIdf)]
    public void BagsAreWeighted(NgramExtractingEstimator.WeightingCriteria weighting) => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(TextRows.Plain());
        var bags = ml.Transforms.Text.ProduceWordBags("Bag", "Text", ngramLength: 1, weighting: weighting).Fit(data).Transform(data);
        scenario.Texts("slots", bags.Schema["Bag"].AnnotationTexts("SlotNames"));
        scenario.Numbers("values", bags.Flat("Bag"), Tolerance.Features);
        scenario.Texts("schema", SchemaText.VisibleLines(bags.Schema));
    }, testMethod: $"{nameof(BagsAreWeighted)}.{weighting}");

    [TestMethod]
    public void LongerNgramsFollow() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(TextRows.Plain()[3..]);
        foreach (var (name, length, skip, all) in new[] { ("pairs and words", 2, 0, true), ("pairs only", 2, 0, false), ("skipping", 2, 1, true), ("triples", 3, 0, true) })
        {
            var bags = ml.Transforms.Text.ProduceWordBags("Bag", "Text", ngramLength: length, skipLength: skip, useAllLengths: all).Fit(data).Transform(data);
            scenario.Texts($"{name} slots", bags.Schema["Bag"].AnnotationTexts("SlotNames"));
            scenario.Numbers($"{name} values", bags.Flat("Bag"), Tolerance.Features);
        }
    });

    [TestMethod]
    public void TheNumberOfNgramsCanBeBounded() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(TextRows.Plain());
        var bags = ml.Transforms.Text.ProduceWordBags("Bag", "Text", ngramLength: 1, maximumNgramsCount: 5).Fit(data).Transform(data);
        scenario.Texts("slots", bags.Schema["Bag"].AnnotationTexts("SlotNames"));
        scenario.Numbers("values", bags.Flat("Bag"), Tolerance.Features);
    });

    [TestMethod]
    public void NgramsOfKeys() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(TextRows.Plain());
        var result = ml.Transforms.Text.TokenizeIntoWords("Tokens", "Text")
            .Append(ml.Transforms.Conversion.MapValueToKey("Tokens"))
            .Append(ml.Transforms.Text.ProduceNgrams("Ngrams", "Tokens", ngramLength: 2, weighting: NgramExtractingEstimator.WeightingCriteria.TfIdf))
            .Fit(data).Transform(data);
        scenario.Texts("slots", result.Schema["Ngrams"].AnnotationTexts("SlotNames"));
        scenario.Numbers("values", result.Flat("Ngrams"), Tolerance.Features);
        scenario.Texts("schema", SchemaText.Lines(result.Schema));
    });

    [TestMethod]
    public void WrongArgumentsAreErrors() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(TextRows.Plain());
        var numbers = ml.Data.LoadFromEnumerable(NumericRows.Classes(3));
        scenario.Throws("no length", () => ml.Transforms.Text.ProduceWordBags("Bag", "Text", ngramLength: 0).Fit(data));
        scenario.Throws("too long", () => ml.Transforms.Text.ProduceWordBags("Bag", "Text", ngramLength: 11).Fit(data));
        scenario.Throws("tokenize numbers", () => ml.Transforms.Text.TokenizeIntoWords("Tokens", "Weight").Fit(numbers));
        scenario.Throws("normalize numbers", () => ml.Transforms.Text.NormalizeText("Out", "Weight").Fit(numbers));
        scenario.Throws("n-grams of text", () => ml.Transforms.Text.ProduceNgrams("Out", "Text").Fit(data));
        scenario.Throws("stop words of text", () => ml.Transforms.Text.RemoveDefaultStopWords("Out", "Text").Fit(data));
    });
}
