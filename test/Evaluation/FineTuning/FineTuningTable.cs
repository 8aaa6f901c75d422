using Microsoft.ML.Transfer.Evaluation.FewLabels;

namespace Microsoft.ML.Transfer.Evaluation.FineTuning;

/// <summary>What pre-training is worth where all of an encoder is trained: 500 questions of TREC, beside the same net from a random start.</summary>
internal sealed class FineTuningTable : IEvaluationTable
{
    private const int Labels = 500;
    private const int Epochs = 15;
    private const int DevelopmentSeed = 1000;

    private static readonly double[] LearningRates = [1e-4, 3e-4, 1e-3];

    public string Name => "trec-500";

    public string Description => "Fine-tuning on 500 questions of TREC, beside the same net from a random start; the learning rate of each chosen on other training questions.";

    public void Write(EvaluationSettings settings, TextWriter output)
    {
        var data = LabelledSets.Questions(settings.Data, settings.Part);
        using var random = new RandomStart(settings.Model, seed: 1);
        output.WriteLine(FormattableString.Invariant(
            $"Fine-tuning on {Labels} questions of TREC for {Epochs} epochs: accuracy on the {data.Test.Length} test questions, mean of {settings.Seeds} seeds of draw and head with a 95 % interval. The learning rate is the best on {data.Development.Length} other training questions."));
        output.WriteLine();
        var table = new MarkdownTable("start", "learning rate", "test accuracy");
        var words = Seeds(seed => FewLabelClassifier.Accuracy(new TfIdfKernel(data.Texts, longest: 2), data, data.Draw(data.Pool, Labels, seed), data.Test));
        table.Add("TF-IDF + logistic regression", "", Measured.OverSeeds(words).ToString());
        double[]? trained = null;
        double[] scores = [];
        foreach (var (name, folder) in settings.Encoders(random))
        {
            var rate = LearningRates.MaxBy(rate => Train(folder, rate, data.Draw(data.DevelopmentPool, Labels, DevelopmentSeed), data.Development, DevelopmentSeed));
            scores = Seeds(seed => Train(folder, rate, data.Draw(data.Pool, Labels, seed), data.Test, seed));
            trained ??= scores;
            table.Add(name, FormattableString.Invariant($"{rate:R}"), Measured.OverSeeds(scores).ToString());
        }
        table.Add("*trained less random weights*", "", Measured.OverSeeds([.. trained!.Zip(scores, (value, other) => value - other)]).ToSignedString());
        table.Write(output);

        double[] Seeds(Func<int, double> accuracy) => [.. Enumerable.Range(1, settings.Seeds).Select(accuracy)];

        double Train(string folder, double rate, int[] training, int[] test, int seed)
        {
            var options = new FineTuningOptions { Epochs = Epochs, LearningRate = rate, Threads = settings.Threads };
            using var classifier = TextClassifier.Train(folder, [.. training.Select(row => new ClassifiedText(data.Texts[row], Pair: null, data.Labels[row]))], data.ClassCount, (ulong)seed, options);
            var probabilities = classifier.Predict([.. test.Select(row => ((string?)data.Texts[row], (string?)null))], settings.Threads);
            var accuracy = Predictions.Accuracy(Predictions.Of(probabilities, data.ClassCount), data.LabelsOf(test));
            settings.Report(FormattableString.Invariant($"trec-500: {folder}, {rate:R}, seed {seed}: {accuracy:F3}"));
            return accuracy;
        }
    }
}
