using System.Globalization;
using Microsoft.ML.Transfer.Evaluation.FewLabels;

namespace Microsoft.ML.Transfer.Evaluation.CrossLingual;

/// <summary>Whether the sentiment of German tweets is found by what was learned from English ones.</summary>
internal sealed class SentimentAcrossLanguagesTable : IEvaluationTable
{
    public string Name => "cross-sentiment";

    public string Description => "Three sentiments of English and German tweets, learned from either language.";

    public void Write(EvaluationSettings settings, TextWriter output)
    {
        var (texts, labels, parts) = (new List<string>(), new List<int>(), new Dictionary<string, int[]>(StringComparer.Ordinal));
        foreach (var language in new[] { "english", "german" })
        {
            foreach (var split in new[] { "train", "test" })
                parts[$"{language} {split}"] = Read(settings, language, split, texts, labels);
        }
        var data = new LabelledTexts("UMSAB", [.. texts], [.. labels], labels.Max() + 1, Pool: [], DevelopmentPool: [], Development: [], Test: []);
        output.WriteLine(FormattableString.Invariant(
            $"UMSAB (Barbieri et al., 2022), accuracy on {parts["english test"].Length} English and {parts["german test"].Length} German test tweets of three classes, each a third. {parts["english train"].Length} training tweets a language. Logistic regression; its penalty is chosen by five-fold cross-validation in training. “Centred”: each language less its mean vector."));
        output.WriteLine();
        (string Training, string Test)[] ways = [("english train", "english test"), ("english train", "german test"), ("german train", "german test")];
        var table = new MarkdownTable(["features", "English → English", "English → German", "German → German"]);
        Add("TF-IDF", new TfIdfKernel(data.Texts, longest: 1));
        using var random = new RandomStart(settings.Model, seed: 1);
        int[][] languages = [[.. parts["english train"], .. parts["english test"]], [.. parts["german train"], .. parts["german test"]]];
        foreach (var (name, folder) in settings.Encoders(random))
        {
            var vectors = new TextVectors(settings, folder, data.Texts, [Pooling.Mean, Pooling.LeadMean]);
            foreach (var choice in new[] { FeatureChoice.ShippedDefault(vectors.LayerCount), FeatureChoice.LastMean(vectors.LayerCount) })
            {
                Add($"{name}, {choice.Name}", vectors.Features(choice));
                Add($"{name}, {choice.Name}, centred", vectors.Features(choice, matrix => LanguageMeans.Without(matrix, languages)));
            }
        }
        table.Write(output);

        void Add(string name, ITextKernel kernel)
        {
            table.Add([name, .. ways.Select(way => FormattableString.Invariant($"{FewLabelClassifier.Accuracy(kernel, data, parts[way.Training], parts[way.Test]):F3}"))]);
            settings.Report($"cross-sentiment: {name}");
        }
    }

    private static int[] Read(EvaluationSettings settings, string language, string split, List<string> texts, List<int> labels)
    {
        string[] folder = ["multilingual_sentiment_umsab", "data", "sentiment", language];
        var (lines, classes) = (File.ReadAllLines(settings.Data.Require([.. folder, split + "_text.txt"])), File.ReadAllLines(settings.Data.Require([.. folder, split + "_labels.txt"])));
        if (lines.Length != classes.Length)
            throw new InvalidDataException($"{language}, {split}: there are {lines.Length} texts and {classes.Length} classes.");
        var (first, count) = (texts.Count, settings.Part(lines.Length));
        texts.AddRange(lines[..count]);
        labels.AddRange(classes[..count].Select(label => int.Parse(label, CultureInfo.InvariantCulture)));
        return [.. Enumerable.Range(first, count)];
    }
}
