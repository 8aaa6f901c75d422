using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Evaluation.Words;

/// <summary>How well the vectors of a word in context tell its senses apart: the sense of the nearest context of the training part.</summary>
internal sealed class SenseTable : IEvaluationTable
{
    private const string Word = "bank";

    public string Name => Word;

    public string Description => "The senses of 'bank' in CoarseWSD-20 by the nearest neighbour, layer by layer.";

    public void Write(EvaluationSettings settings, TextWriter output)
    {
        var (training, test) = (SenseContexts.Read(settings.Data, Word, "train"), SenseContexts.Read(settings.Data, Word, "test"));
        output.WriteLine(FormattableString.Invariant(
            $"'{Word}' of CoarseWSD-20: {training.Labels.Length} training contexts, {test.Labels.Length} test contexts ({test.Labels.Count(label => label != 0)} of the rarer senses). The sense of the nearest training context by the cosine; macro-F1, test with an interval by bootstrap over contexts. “training” leaves each training context out in turn."));
        output.WriteLine();
        using var random = new RandomStart(settings.Model, seed: 1);
        var encoders = settings.Encoders(random);
        var table = new MarkdownTable(["layer", .. encoders.SelectMany(encoder => new[] { encoder.Name + ", training", encoder.Name + ", test" })]);
        var columns = encoders.Select(encoder => Scores(settings, encoder.Folder, training, test)).ToList();
        foreach (var row in columns[0].Keys)
            table.Add([row, .. columns.SelectMany(column => column[row])]);
        table.Write(output);
    }

    private static Dictionary<string, string[]> Scores(EvaluationSettings settings, string folder, SenseContexts training, SenseContexts test)
    {
        using var model = settings.Load(folder);
        using var trained = Extract(model, training);
        using var tested = Extract(model, test);
        var scores = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var layer in trained.Layers)
        {
            var (x, y) = (Directions(trained.Read(layer)), Directions(tested.Read(layer)));
            var leftOut = Nearest(x, x, training.Labels, isSame: true);
            var predicted = Nearest(x, y, training.Labels, isSame: false);
            scores[FormattableString.Invariant($"{layer}")] =
            [
                FormattableString.Invariant($"{MacroF1(training.Labels, leftOut):F3}"),
                Bootstrap.Of(test.Labels.Length, drawn => MacroF1([.. drawn.Select(i => test.Labels[i])], [.. drawn.Select(i => predicted[i])])).ToString(),
            ];
        }
        settings.Report($"{Word}: {folder}");
        return scores;
    }

    private static LayerStore Extract(TextEmbedder model, SenseContexts contexts) =>
        LayerExtraction.Spans(model, contexts.Sentences, [.. contexts.Places.Select((place, i) => new WordSpan(i, place, place + 1))]);

    /// <summary>The vectors, each divided by its length.</summary>
    private static float[][] Directions(ProbeMatrix matrix) => [.. Enumerable.Range(0, matrix.Rows).Select(row =>
    {
        var vector = matrix.Row(row).ToArray();
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    })];

    private static int[] Nearest(float[][] training, float[][] test, int[] labels, bool isSame)
    {
        var predictions = new int[test.Length];
        for (var i = 0; i < test.Length; i++)
        {
            var best = float.NegativeInfinity;
            for (var j = 0; j < training.Length; j++)
            {
                var cosine = isSame && i == j ? float.NegativeInfinity : TensorPrimitives.Dot<float>(test[i], training[j]);
                if (cosine > best)
                    (best, predictions[i]) = (cosine, labels[j]);
            }
        }
        return predictions;
    }

    private static double MacroF1(int[] labels, int[] predictions) => ConfusionCounts.Of(labels, predictions, 1 + Math.Max(labels.Max(), predictions.Max())).MacroF1;
}
