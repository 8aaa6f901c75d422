namespace Microsoft.ML.Transfer.Evaluation.FewLabels;

/// <summary>What the adaptation of an encoder to texts without labels is worth to tasks with few labels.</summary>
internal sealed class AdaptationTable : IEvaluationTable
{
    // ChemProt has 13 relations.
    private static readonly int[] Sizes = [32, 128], SizesOfRelations = [128, 512];

    public string Name => "adaptation";

    public string Description => "Frozen features of an adapted encoder (--model) beside those of the one it began with (--start): SUBJ, SST-2 and the relations of ChemProt.";

    public void Write(EvaluationSettings settings, TextWriter output)
    {
        if (settings.Start is null)
            throw new ArgumentException("--start names the encoder before the adaptation.", nameof(settings));
        var sets = LabelledSets.ReadForAdaptation(settings.Data, settings.Part);
        output.WriteLine(FormattableString.Invariant(
            $"Accuracy on the test parts, mean of {settings.Seeds} draws of the labelled texts with a 95 % interval. Features are all layers, the first words weighing more. Logistic regression, its penalty chosen by five-fold cross-validation among the labelled texts."));
        output.WriteLine();
        var table = new MarkdownTable(["features", .. sets.SelectMany(set => SizesOf(set).Select(size => FormattableString.Invariant($"{set.Name}, {size}")))]);
        var before = Score(settings.Start);
        var after = Score(settings.Model);
        Add("TF-IDF", Accuracies(i => new TfIdfKernel(sets[i].Texts, longest: 1)));
        Add("before", before);
        Add("after", after);
        table.Add(["*after less before*", .. after.Zip(before, (values, others) => Measured.OverSeeds([.. values.Zip(others, (value, other) => value - other)]).ToSignedString())]);
        table.Write(output);

        double[][] Score(string folder)
        {
            var vectors = sets.Select(set => new TextVectors(settings, folder, set.Texts, [Pooling.LeadMean])).ToList();
            settings.Report($"adaptation: texts read by {folder}");
            return Accuracies(i => vectors[i].Features(FeatureChoice.AllLayers(vectors[i].LayerCount)));
        }

        double[][] Accuracies(Func<int, ITextKernel> kernel) => FewLabelScores.Of(settings, sets, SizesOf, kernel, set => set.Pool, set => set.Test, firstSeed: 1);

        void Add(string name, double[][] accuracies) => table.Add([name, .. accuracies.Select(values => Measured.OverSeeds(values).ToString())]);
    }

    private static int[] SizesOf(LabelledTexts set) => string.Equals(set.Name, LabelledSets.RelationsName, StringComparison.Ordinal) ? SizesOfRelations : Sizes;
}
