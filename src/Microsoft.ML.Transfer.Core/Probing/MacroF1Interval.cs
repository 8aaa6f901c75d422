using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// The 95 % interval of a macro-F1 by the bootstrap (Efron, 1979): as many answers as there are, drawn with replacement; the middle 95 % of the samples' macro-F1. For answers that are independent of each
/// other, such as one of each sentence. The same table gives the same interval.
/// </summary>
internal static class MacroF1Interval
{
    private const int Samples = 1000;
    private const double Tail = 0.025;

    /// <summary>The macro-F1 of a table with its interval.</summary>
    public static ProbeScore Of(ConfusionCounts counts)
    {
        // One answer is like another of the same cell of the table.
        var (labels, predictions) = (new List<int>(), new List<int>());
        for (var label = 0; label < counts.Classes; label++)
        {
            for (var prediction = 0; prediction < counts.Classes; prediction++)
            {
                labels.AddRange(Enumerable.Repeat(label, (int)counts[label, prediction]));
                predictions.AddRange(Enumerable.Repeat(prediction, (int)counts[label, prediction]));
            }
        }
        var rows = labels.Count;
        if (rows == 0)
            return new ProbeScore(0, 0, 1);
        var random = new CounterRandom(1, CounterRandom.StreamOf("macro-F1"));
        var (drawn, drawnPredictions, values) = (new int[rows], new int[rows], new double[Samples]);
        for (var sample = 0; sample < Samples; sample++)
        {
            for (var i = 0; i < rows; i++)
            {
                var row = (int)(random.Uniform((ulong)sample * (ulong)rows + (ulong)i) * rows);
                (drawn[i], drawnPredictions[i]) = (labels[row], predictions[row]);
            }
            values[sample] = ConfusionCounts.Of(drawn, drawnPredictions, counts.Classes).MacroF1;
        }
        Array.Sort(values);
        return new ProbeScore(counts.MacroF1, values[(int)(Tail * Samples)], values[(int)((1 - Tail) * Samples) - 1]);
    }
}
