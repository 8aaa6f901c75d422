namespace Microsoft.ML.Transfer.Evaluation.FewLabels;

/// <summary>Frozen features against TF-IDF where few texts are labelled.</summary>
internal sealed class FewLabelsTable : IEvaluationTable
{
    // The seeds of what is chosen are others than those of what is scored.
    private const int FirstDevelopmentSeed = 1000;

    private static readonly int[] Sizes = [32, 128];

    public string Name => "few-labels";

    public string Description => "Frozen features and TF-IDF with 32 and 128 labels of SUBJ, SST-2 and TREC; the layers and pooling chosen on other training texts.";

    public void Write(EvaluationSettings settings, TextWriter output)
    {
        var sets = LabelledSets.Read(settings.Data, settings.Part);
        var vectors = sets.Select(set => Embed(settings, settings.Model, set, [Pooling.Mean, Pooling.Max, Pooling.Cls, Pooling.LeadMean])).ToList();
        var embedding = Choose(settings, output, "Layers and pooling", sets, FeatureChoice.All(vectors[0].LayerCount).Select(choice => (choice, choice.Name)), (choice, i) => vectors[i].Features(choice));
        var longest = Choose(settings, output, "Terms of TF-IDF", sets, [(1, "words"), (2, "words and pairs")], (length, i) => new TfIdfKernel(sets[i].Texts, length));

        output.WriteLine(FormattableString.Invariant(
            $"Accuracy on the test parts, mean of {settings.Seeds} draws of the labelled texts with a 95 % interval. Logistic regression; its penalty is chosen by five-fold cross-validation among the labelled texts. “Chosen” is {embedding.Name}."));
        output.WriteLine();
        var table = new MarkdownTable(["features", .. sets.SelectMany(set => Sizes.Select(size => FormattableString.Invariant($"{set.Name}, {size}")))]);
        var words = Score(i => new TfIdfKernel(sets[i].Texts, longest));
        var chosen = Score(i => vectors[i].Features(embedding));
        var both = Score(i => new SumKernel(vectors[i].Features(embedding), new TfIdfKernel(sets[i].Texts, longest)));
        Add("TF-IDF", words);
        Add("last layer, mean", Score(i => vectors[i].Features(FeatureChoice.LastMean(vectors[i].LayerCount))));
        Add("default of the shipped encoder", Score(i => vectors[i].Features(FeatureChoice.ShippedDefault(vectors[i].LayerCount))));
        Add("chosen", chosen);
        Add("chosen + TF-IDF", both);
        using var random = new RandomStart(settings.Model, seed: 1);
        foreach (var (name, folder) in settings.Encoders(random).Skip(1))
        {
            var others = sets.Select(set => Embed(settings, folder, set, embedding.Blocks.Select(block => block.Pooling).Distinct())).ToList();
            Add($"chosen, {name}", Score(i => others[i].Features(embedding)));
        }
        table.Add(["*chosen less TF-IDF*", .. Differences(chosen)]);
        table.Add(["*both less TF-IDF*", .. Differences(both)]);
        table.Write(output);

        double[][] Score(Func<int, ITextKernel> kernel) => FewLabelScores.Of(settings, sets, _ => Sizes, kernel, set => set.Pool, set => set.Test, firstSeed: 1);

        void Add(string name, double[][] accuracies) => table.Add([name, .. accuracies.Select(values => Measured.OverSeeds(values).ToString())]);

        IEnumerable<string> Differences(double[][] accuracies) => accuracies.Zip(words, (values, others) => Measured.OverSeeds([.. values.Zip(others, (value, other) => value - other)]).ToSignedString());
    }

    private static TextVectors Embed(EvaluationSettings settings, string folder, LabelledTexts set, IEnumerable<Pooling> poolings)
    {
        var vectors = new TextVectors(settings, folder, set.Texts, poolings);
        settings.Report($"few-labels: {set.Name} read by {folder}");
        return vectors;
    }

    /// <summary>Takes what is best in the mean on training texts from which no label is drawn for the scores.</summary>
    private static T Choose<T>(EvaluationSettings settings, TextWriter output, string title, IReadOnlyList<LabelledTexts> sets, IEnumerable<(T Choice, string Name)> choices, Func<T, int, ITextKernel> kernel)
    {
        output.WriteLine($"{title}, chosen on training texts only: accuracy on training texts that are kept out.");
        output.WriteLine();
        var table = new MarkdownTable([title, .. sets.SelectMany(set => Sizes.Select(size => FormattableString.Invariant($"{set.Name}, {size}"))), "mean"]);
        var best = (Mean: double.NegativeInfinity, Choice: default(T));
        foreach (var (choice, name) in choices)
        {
            var accuracies = FewLabelScores.Of(settings, sets, _ => Sizes, i => kernel(choice, i), set => set.DevelopmentPool, set => set.Development, FirstDevelopmentSeed);
            var mean = accuracies.Average(values => values.Average());
            if (mean > best.Mean)
                best = (mean, choice);
            table.Add([name, .. accuracies.Select(values => FormattableString.Invariant($"{values.Average():F3}")), FormattableString.Invariant($"{mean:F4}")]);
            settings.Report($"few-labels: {name}");
        }
        table.Write(output);
        return best.Choice!;
    }
}
