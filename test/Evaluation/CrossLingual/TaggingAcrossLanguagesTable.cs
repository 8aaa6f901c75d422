using Microsoft.ML.Transfer.Evaluation.Words;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Evaluation.CrossLingual;

/// <summary>Whether parts of speech that were learned from English sentences are found in German ones, layer by layer.</summary>
internal sealed class TaggingAcrossLanguagesTable : IEvaluationTable
{
    public string Name => "cross-upos";

    public string Description => "Parts of speech of German-PUD, learned from English-EWT or from half of German-PUD, layer by layer.";

    public void Write(EvaluationSettings settings, TextWriter output)
    {
        var english = PartOfSpeechData.EnglishTraining(settings.Data, settings.Part(PartOfSpeechTable.TrainingSentences));
        var german = PartOfSpeechData.Load(settings.Data, "UD_German-PUD", "de_pud-ud-test.conllu").ToList();
        german = german[..settings.Part(german.Count)];
        // PUD is a translation of the same documents in its order: halves share no document but one.
        var half = german.Count / 2;
        var (data, classes) = PartOfSpeechData.Of(english, german[..half], german[half..]);
        var test = data[2];
        output.WriteLine(FormattableString.Invariant(
            $"UPOS on the last {test.Sentences.Count} sentences of UD German-PUD ({test.Words.Length} words). From English: {english.Count} training sentences of English-EWT; from German: the first {half} of German-PUD. “Centred”: each language less the mean vector of its words. Logistic regression, C = {PartOfSpeechTable.Probe.C}; intervals by bootstrap over sentences."));
        output.WriteLine();

        using var random = new RandomStart(settings.Model, seed: 1);
        var encoders = settings.Encoders(random);
        var columns = encoders.Select(encoder => Scores(settings, encoder, data, classes)).ToList();
        var table = new MarkdownTable(["layer", .. encoders.SelectMany(encoder => new[] { "from English", "from English, centred", "from German" }.Select(way => $"{encoder.Name}, {way}"))]);
        foreach (var row in columns[0].Keys)
            table.Add([row, .. columns.SelectMany(column => column[row])]);
        string[] byWord = [Cell(data[0].PredictByWord(test), test), "", Cell(data[1].PredictByWord(test), test)];
        table.Add(["word majority", .. encoders.SelectMany(_ => byWord)]);
        table.Write(output);
    }

    private static string Cell(int[] predictions, PartOfSpeechData test) =>
        Bootstrap.Accuracy([.. predictions.Zip(test.Labels, (prediction, label) => prediction == label)], test.Groups).ToString();

    private static Dictionary<string, string[]> Scores(EvaluationSettings settings, (string Name, string Folder) encoder, IReadOnlyList<PartOfSpeechData> data, int classes)
    {
        using var model = settings.Load(encoder.Folder);
        // The words of all three parts, one after the other.
        using var store = LayerExtraction.Words(model, [.. data.SelectMany(part => part.Sentences)]);
        var starts = new[] { 0, data[0].Words.Length, data[0].Words.Length + data[1].Words.Length };
        int[][] rows = [.. data.Select((part, i) => Enumerable.Range(starts[i], part.Words.Length).ToArray())];
        settings.Report($"cross-upos: {encoder.Name} read");
        var scores = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var layer in store.Layers)
            Add(FormattableString.Invariant($"{layer}"), store.Read(layer));
        Add("0–2 concatenated", Concatenation.Of([.. store.Layers.Take(3).Select(store.Read)]));
        return scores;

        void Add(string name, ProbeMatrix vectors)
        {
            var centred = LanguageMeans.Without(vectors, rows[0], [.. rows[1], .. rows[2]]);
            scores[name] = [Score(vectors, 0), Score(centred, 0), Score(vectors, 1)];
            settings.Report($"cross-upos: {encoder.Name}, layer {name}");
        }

        string Score(ProbeMatrix vectors, int part)
        {
            var probe = PartOfSpeechTable.Probe.Fit(vectors.Select(rows[part]), data[part].Labels, classes, start: null, settings.Threads);
            return Cell(Predictions.Of(probe, vectors.Select(rows[2])), data[2]);
        }
    }
}
