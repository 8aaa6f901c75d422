using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>
/// The stages of text featurization, fitted one after another: join the columns, normalize, split into words, remove stop words,
/// count n-grams of words and of characters, scale both, join them, and drop what was made on the way.
/// </summary>
internal sealed class TextFeaturizingPipeline(IHost host, string output, string[] inputs, TextFeaturizingEstimator.Options options, IDataView input)
{
    private readonly List<string> _temporary = [];
    private TransformerChain<ITransformer> _chain = new();
    private IDataView _view = input;

    public TransformerChain<ITransformer> Fit()
    {
        host.Check(Enum.IsDefined(options.CaseMode));
        var wordOptions = options.WordFeatureExtractor;
        var charOptions = options.CharFeatureExtractor;
        string[] texts = inputs;
        if ((wordOptions ?? charOptions) != null && texts.Length > 1)
        {
            var sources = Array.ConvertAll(texts, text => (text, (string)null));
            texts = [Temporary(output, "InitialConcat")];
            Append(new ColumnConcatenatingTransformer(host, texts[0], sources));
        }

        if (options.CaseMode != TextNormalizingEstimator.CaseMode.None || !options.KeepDiacritics || !options.KeepPunctuations || !options.KeepNumbers)
        {
            var pairs = Array.ConvertAll(texts, text => (Temporary(text, "TextNormalizer"), text));
            Append(new TextNormalizingEstimator(host, options.CaseMode, options.KeepDiacritics, options.KeepPunctuations, options.KeepNumbers, pairs).Fit(_view));
            texts = Array.ConvertAll(pairs, pair => pair.Item1);
        }

        string[] words = null;
        if (wordOptions != null || options.StopWordsRemoverOptions != null || !string.IsNullOrEmpty(options.OutputTokensColumnName))
        {
            var pairs = Array.ConvertAll(texts, text => (Temporary(text, "WordTokenizer"), text));
            Append(new WordTokenizingEstimator(host, null, pairs).Fit(_view));
            words = Array.ConvertAll(pairs, pair => pair.Item1);
        }
        if (options.StopWordsRemoverOptions != null)
        {
            var pairs = Array.ConvertAll(words, word => (Temporary(word, "StopWordsRemoverTransform"), word));
            Append(StopWords.MakeTransformer(host, options.StopWordsRemoverOptions, pairs));
            words = Array.ConvertAll(pairs, pair => pair.Item1);
        }

        string wordFeatures = wordOptions is null ? null : CountNgrams(words[0], "WordExtractor", isText: true, wordOptions);
        if (!string.IsNullOrEmpty(options.OutputTokensColumnName))
            Append(new ColumnConcatenatingTransformer(host, options.OutputTokensColumnName, Array.ConvertAll(words ?? texts, word => (word, (string)null))));
        string charFeatures = null;
        if (charOptions != null)
        {
            var pairs = Array.ConvertAll(options.StopWordsRemoverOptions != null ? words : texts, text => (Temporary(text, "CharTokenizer"), text));
            Append(new TokenizingByCharactersTransformer(host, true, pairs));
            charFeatures = CountNgrams(pairs[0].Item1, "CharExtractor", isText: false, charOptions);
        }

        Scale(ref charFeatures, ref wordFeatures);
        Join(charFeatures, wordFeatures);
        if (_temporary.Count > 0)
            Append(new ColumnSelectingTransformer(host, null, [.. _temporary]));
        return _chain;
    }

    private string CountNgrams(string tokens, string tag, bool isText, WordBagEstimator.Options ngrams)
    {
        string features = Temporary(output, tag);
        Append(NgramPipeline.Create(host, features, tokens, isText, ngrams).Fit(_view));
        return features;
    }

    private void Scale(ref string charFeatures, ref string wordFeatures)
    {
        if (options.Norm == TextFeaturizingEstimator.NormFunction.None)
            return;
        var norm = options.Norm switch
        {
            TextFeaturizingEstimator.NormFunction.L1 => LpNormNormalizingEstimatorBase.NormFunction.L1,
            TextFeaturizingEstimator.NormFunction.Infinity => LpNormNormalizingEstimatorBase.NormFunction.Infinity,
            _ => LpNormNormalizingEstimatorBase.NormFunction.L2,
        };
        var pairs = new List<(string, string)>(2);
        if (charFeatures != null)
        {
            pairs.Add((Temporary(charFeatures, "LpCharNorm"), charFeatures));
            charFeatures = pairs[^1].Item1;
        }
        if (wordFeatures != null)
        {
            pairs.Add((Temporary(wordFeatures, "LpWordNorm"), wordFeatures));
            wordFeatures = pairs[^1].Item1;
        }
        if (pairs.Count > 0)
            Append(new LpNormNormalizingTransformer(host, norm, false, [.. pairs]));
    }

    private void Join(string charFeatures, string wordFeatures)
    {
        if (charFeatures != null && wordFeatures != null)
            Append(new ColumnConcatenatingTransformer(host, output, (charFeatures, "Char"), (wordFeatures, "Word")));
        else if ((charFeatures ?? wordFeatures) is { } only)
            Append(new ColumnConcatenatingTransformer(host, output, (only, only)));
    }

    private void Append(ITransformer transformer)
    {
        _view = transformer.Transform(_view);
        _chain = _chain.Append(transformer);
    }

    private string Temporary(string source, string tag)
    {
        string wanted = $"{source}_{tag}";
        string name = wanted;
        for (int i = 0; _view.Schema.GetColumnOrNull(name) != null; i++)
            name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"temp_{wanted}_{i:000}");
        _temporary.Add(name);
        return name;
    }
}
