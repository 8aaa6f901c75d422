using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Evaluation.Words;

/// <summary>Which parts of speech can be read from each layer, by logistic regression on the vectors of words.</summary>
internal sealed class PartOfSpeechTable : IEvaluationTable
{
    /// <summary>How many sentences the probe is trained on.</summary>
    public const int TrainingSentences = 3000;

    /// <summary>What is trained on the vectors of words.</summary>
    public static readonly LogisticRegressionProbe Probe = new() { C = 0.1, Standardizes = true, Tolerance = 1e-4 };

    public string Name => "upos";

    public string Description => "Parts of speech of English-EWT, layer by layer, beside the start and random weights.";

    public void Write(EvaluationSettings settings, TextWriter output)
    {
        var (training, test) = PartOfSpeechData.Read(settings.Data, settings.Part(TrainingSentences), settings.Part, out var classes);
        var known = training.Words.ToHashSet(StringComparer.Ordinal);
        bool[] isUnseen = [.. test.Words.Select(word => !known.Contains(word))];
        output.WriteLine(FormattableString.Invariant(
            $"UPOS on UD English-EWT: {training.Sentences.Count} training sentences ({training.Words.Length} words), {test.Sentences.Count} of dev ({test.Words.Length} words, {isUnseen.Count(unseen => unseen)} of them unseen). Logistic regression, C = {Probe.C}; intervals by bootstrap over sentences."));
        output.WriteLine();

        using var random = new RandomStart(settings.Model, seed: 1);
        var encoders = settings.Encoders(random);
        var columns = new List<Dictionary<string, int[]>>();
        foreach (var (name, folder) in encoders)
            columns.Add(Predict(settings, name, folder, training, test, classes));

        var table = new MarkdownTable(["layer", .. encoders.SelectMany(encoder => new[] { encoder.Name, encoder.Name + ", unseen words" })]);
        foreach (var row in columns[0].Keys)
            table.Add([row, .. columns.SelectMany(column => Cells(column[row]))]);
        var byWord = Cells(training.PredictByWord(test));
        table.Add(["word majority", .. encoders.SelectMany(_ => byWord)]);
        table.Write(output);

        string[] Cells(int[] predictions)
        {
            bool[] isRight = [.. predictions.Select((prediction, i) => prediction == test.Labels[i])];
            return [Bootstrap.Accuracy(isRight, test.Groups).ToString(), Bootstrap.Accuracy(isRight, test.Groups, isUnseen).ToString()];
        }
    }

    private static Dictionary<string, int[]> Predict(EvaluationSettings settings, string name, string folder, PartOfSpeechData training, PartOfSpeechData test, int classes)
    {
        using var model = settings.Load(folder);
        using var trained = LayerExtraction.Words(model, training.Sentences);
        using var tested = LayerExtraction.Words(model, test.Sentences);
        settings.Report($"upos: {name} read");
        var predictions = new Dictionary<string, int[]>(StringComparer.Ordinal);
        IFittedProbe? last = null;
        foreach (var layer in trained.Layers)
        {
            last = Probe.Fit(trained.Read(layer), training.Labels, classes, last, settings.Threads);
            predictions[FormattableString.Invariant($"{layer}")] = Predictions.Of(last, tested.Read(layer));
            settings.Report($"upos: {name}, layer {layer}");
        }
        var lower = trained.Layers.Take(3).ToList();
        var probe = Probe.Fit(Concatenation.Of([.. lower.Select(trained.Read)]), training.Labels, classes, start: null, settings.Threads);
        predictions["0–2 concatenated"] = Predictions.Of(probe, Concatenation.Of([.. lower.Select(tested.Read)]));
        settings.Report($"upos: {name}, layers 0–2");
        return predictions;
    }
}
