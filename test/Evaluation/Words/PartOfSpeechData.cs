using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Evaluation.Words;

/// <summary>The words of a treebank's sentences with their universal parts of speech.</summary>
internal sealed class PartOfSpeechData
{
    private PartOfSpeechData(IReadOnlyList<TreebankSentence> sentences, IReadOnlyDictionary<string, int> classes)
    {
        Sentences = [.. sentences.Select(sentence => (IReadOnlyList<string?>)[.. sentence.Words.Select(word => word.Form)])];
        Words = [.. Sentences.SelectMany(sentence => sentence).Select(word => word!)];
        Labels = [.. sentences.SelectMany(sentence => sentence.Words).Select(word => classes[word.Upos])];
        Groups = [.. sentences.SelectMany((sentence, i) => Enumerable.Repeat(i, sentence.Words.Count))];
    }

    /// <summary>The words of each sentence.</summary>
    public IReadOnlyList<IReadOnlyList<string?>> Sentences { get; }

    /// <summary>All words.</summary>
    public string[] Words { get; }

    /// <summary>The class of each word.</summary>
    public int[] Labels { get; }

    /// <summary>The sentence of each word.</summary>
    public int[] Groups { get; }

    /// <summary>Reads the training and test sentences of English-EWT: the first of its training part, and of its dev part what is not among them word for word.</summary>
    /// <param name="data">The data sets.</param>
    /// <param name="training">How many training sentences.</param>
    /// <param name="part">How many of so many test sentences are used.</param>
    /// <param name="classes">How many classes there are.</param>
    public static (PartOfSpeechData Training, PartOfSpeechData Test) Read(DataFolder data, int training, Func<int, int> part, out int classes)
    {
        var trained = EnglishTraining(data, training);
        var seen = trained.Select(Form).ToHashSet(StringComparer.Ordinal);
        var tested = Load(data, "UD_English-EWT", "en_ewt-ud-dev.conllu").Where(sentence => !seen.Contains(Form(sentence))).ToList();
        var parts = Of(trained, tested[..part(tested.Count)]);
        classes = parts.Classes;
        return (parts.Data[0], parts.Data[1]);
    }

    /// <summary>The first training sentences of English-EWT.</summary>
    public static List<TreebankSentence> EnglishTraining(DataFolder data, int count) => [.. Load(data, "UD_English-EWT", "en_ewt-ud-train.first6000.conllu").Take(count)];

    /// <summary>The sentences of a file of a treebank, less those without words.</summary>
    public static IEnumerable<TreebankSentence> Load(DataFolder data, string treebank, string file) => ConlluReader.Load(data.Require("ud", treebank, file)).Where(sentence => sentence.Words.Count > 0);

    /// <summary>Parts of treebanks, whose classes have the same numbers.</summary>
    public static (IReadOnlyList<PartOfSpeechData> Data, int Classes) Of(params IReadOnlyList<IReadOnlyList<TreebankSentence>> parts)
    {
        var numbers = parts.SelectMany(part => part).SelectMany(sentence => sentence.Words).Select(word => word.Upos).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Index()
            .ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        return ([.. parts.Select(part => new PartOfSpeechData(part, numbers))], numbers.Count);
    }

    /// <summary>What the most frequent class of each word in the training sentences says, and of all of them for words that are not there.</summary>
    public int[] PredictByWord(PartOfSpeechData test)
    {
        var ofWord = Words.Zip(Labels).GroupBy(pair => pair.First, StringComparer.Ordinal).ToDictionary(group => group.Key, group => MostFrequent(group.Select(pair => pair.Second)), StringComparer.Ordinal);
        var ofAll = MostFrequent(Labels);
        return [.. test.Words.Select(word => ofWord.GetValueOrDefault(word, ofAll))];
    }

    private static int MostFrequent(IEnumerable<int> labels) => labels.CountBy(label => label).OrderBy(pair => pair.Key).MaxBy(pair => pair.Value).Key;

    private static string Form(TreebankSentence sentence) => string.Join(' ', sentence.Words.Select(word => word.Form));
}
