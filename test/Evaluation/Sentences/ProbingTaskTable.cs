using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Evaluation.Sentences;

/// <summary>Whether the order of words, and the tense, can be read from the mean of a sentence's tokens, layer by layer.</summary>
internal sealed class ProbingTaskTable : IEvaluationTable
{
    private static readonly (string Name, string Folder)[] Tasks = [("bigram shift", "bigram_shift"), ("tense", "past_present")];

    // Ascending, so that each training begins at the one before.
    private static readonly double[] Strengths = [0.001, 0.01, 0.1, 1];

    public string Name => "bigram-shift";

    public string Description => "Bigram shift and tense of the probing tasks, layer by layer; the test scored once, with what development chose.";

    public void Write(EvaluationSettings settings, TextWriter output)
    {
        using var random = new RandomStart(settings.Model, seed: 1);
        var encoders = settings.Encoders(random);
        foreach (var (task, folder) in Tasks)
        {
            var data = ProbingTexts.Read(settings.Data, folder, settings.Part);
            var majority = data.LabelsOf(data.Training).CountBy(label => label).MaxBy(pair => pair.Value).Key;
            output.WriteLine(FormattableString.Invariant(
                $"{task}: {data.Training.Length} training, {data.Development.Length} development and {data.Test.Length} test sentences; majority {data.LabelsOf(data.Test).Average(label => label == majority ? 1.0 : 0):F3}. Logistic regression on the mean of a sentence's tokens; development accuracy a layer, test accuracy with the layer and penalty that are best there, with an interval by bootstrap."));
            output.WriteLine();
            var columns = encoders.Select(encoder => Scores(settings, encoder, task, data)).ToList();
            var table = new MarkdownTable([task, .. encoders.Select(encoder => encoder.Name)]);
            foreach (var row in columns[0].Keys)
                table.Add([row, .. columns.Select(column => column[row])]);
            table.Write(output);
        }
    }

    private static Dictionary<string, string> Scores(EvaluationSettings settings, (string Name, string Folder) encoder, string task, ProbingTexts data)
    {
        using var model = settings.Load(encoder.Folder);
        using var store = LayerExtraction.Texts(model, data.Texts);
        settings.Report($"{task}: {encoder.Name} read");
        var choices = store.Layers.Select(layer => (Name: FormattableString.Invariant($"{layer}"), Layers: new[] { layer })).Append(("all concatenated", [.. store.Layers]));
        var cells = new Dictionary<string, string>(StringComparer.Ordinal);
        var best = (Accuracy: 0.0, Name: "", Probe: (IFittedProbe?)null, Layers: Array.Empty<int>());
        foreach (var (name, layers) in choices)
        {
            var (x, y) = (Read(layers, data.Training), Read(layers, data.Development));
            var highest = 0.0;
            IFittedProbe? probe = null;
            foreach (var strength in Strengths)
            {
                probe = new LogisticRegressionProbe { C = strength, Standardizes = true }.Fit(x, data.LabelsOf(data.Training), data.ClassCount, probe, settings.Threads);
                var accuracy = Predictions.Accuracy(Predictions.Of(probe, y), data.LabelsOf(data.Development));
                highest = Math.Max(highest, accuracy);
                if (accuracy > best.Accuracy)
                    best = (accuracy, name, probe, layers);
            }
            cells[name] = FormattableString.Invariant($"{highest:F3}");
            settings.Report($"{task}: {encoder.Name}, {name}");
        }
        var predictions = Predictions.Of(best.Probe!, Read(best.Layers, data.Test));
        var labels = data.LabelsOf(data.Test);
        var test = Bootstrap.Accuracy([.. predictions.Zip(labels, (prediction, label) => prediction == label)], [.. Enumerable.Range(0, labels.Length)]);
        cells["**test**"] = $"**{test}**, {(best.Layers.Length == 1 ? "layer " : "")}{best.Name}";
        return cells;

        ProbeMatrix Read(int[] layers, int[] rows) => Concatenation.Of([.. layers.Select(layer => store.Read(layer, rows))]);
    }
}
