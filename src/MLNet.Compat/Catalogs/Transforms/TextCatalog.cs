using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Text;

namespace Microsoft.ML;

/// <summary>Makes transforms of text.</summary>
public static class TextCatalog
{
    public static TextFeaturizingEstimator FeaturizeText(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string inputColumnName = null) =>
        new(catalog.GetEnvironment(), outputColumnName, [inputColumnName ?? outputColumnName]);

    public static TextFeaturizingEstimator FeaturizeText(this TransformsCatalog.TextTransforms catalog, string outputColumnName,
        TextFeaturizingEstimator.Options options, params string[] inputColumnNames) =>
        new(catalog.GetEnvironment(), outputColumnName, inputColumnNames?.Length > 0 ? inputColumnNames : [outputColumnName], options);

    public static TextNormalizingEstimator NormalizeText(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string inputColumnName = null,
        TextNormalizingEstimator.CaseMode caseMode = TextNormalizingEstimator.CaseMode.Lower, bool keepDiacritics = false, bool keepPunctuations = true,
        bool keepNumbers = true) =>
        new(catalog.GetEnvironment(), caseMode, keepDiacritics, keepPunctuations, keepNumbers, (outputColumnName, inputColumnName ?? outputColumnName));

    public static WordTokenizingEstimator TokenizeIntoWords(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string inputColumnName = null,
        char[] separators = null) =>
        new(catalog.GetEnvironment(), separators, (outputColumnName, inputColumnName ?? outputColumnName));

    public static TokenizingByCharactersEstimator TokenizeIntoCharactersAsKeys(this TransformsCatalog.TextTransforms catalog, string outputColumnName,
        string inputColumnName = null, bool useMarkerCharacters = true) =>
        new(catalog.GetEnvironment(), useMarkerCharacters, (outputColumnName, inputColumnName ?? outputColumnName));

    public static NgramExtractingEstimator ProduceNgrams(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string inputColumnName = null,
        int ngramLength = 2, int skipLength = 0, bool useAllLengths = true, int maximumNgramsCount = 10000000,
        NgramExtractingEstimator.WeightingCriteria weighting = NgramExtractingEstimator.WeightingCriteria.Tf) =>
        new(catalog.GetEnvironment(),
            new NgramColumn(outputColumnName, inputColumnName ?? outputColumnName, ngramLength, skipLength, useAllLengths, [maximumNgramsCount], weighting));

    public static WordBagEstimator ProduceWordBags(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string inputColumnName = null,
        int ngramLength = 2, int skipLength = 0, bool useAllLengths = true, int maximumNgramsCount = 10000000,
        NgramExtractingEstimator.WeightingCriteria weighting = NgramExtractingEstimator.WeightingCriteria.Tf) =>
        catalog.ProduceWordBags(outputColumnName, [inputColumnName ?? outputColumnName], ngramLength, skipLength, useAllLengths, maximumNgramsCount, weighting);

    public static WordBagEstimator ProduceWordBags(this TransformsCatalog.TextTransforms catalog, string outputColumnName, string[] inputColumnNames,
        int ngramLength = 2, int skipLength = 0, bool useAllLengths = true, int maximumNgramsCount = 10000000,
        NgramExtractingEstimator.WeightingCriteria weighting = NgramExtractingEstimator.WeightingCriteria.Tf) =>
        new(catalog.GetEnvironment(), outputColumnName, inputColumnNames, new WordBagEstimator.Options
        {
            NgramLength = ngramLength,
            SkipLength = skipLength,
            UseAllLengths = useAllLengths,
            MaximumNgramsCount = [maximumNgramsCount],
            Weighting = weighting,
        });

    public static StopWordsRemovingEstimator RemoveDefaultStopWords(this TransformsCatalog.TextTransforms catalog, string outputColumnName,
        string inputColumnName = null, StopWordsRemovingEstimator.Language language = StopWordsRemovingEstimator.Language.English) =>
        new(catalog.GetEnvironment(), language, (outputColumnName, inputColumnName ?? outputColumnName));

    public static CustomStopWordsRemovingEstimator RemoveStopWords(this TransformsCatalog.TextTransforms catalog, string outputColumnName,
        string inputColumnName = null, params string[] stopwords) =>
        new(catalog.GetEnvironment(), outputColumnName, inputColumnName, stopwords);
}
