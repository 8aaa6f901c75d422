using System.Globalization;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>What is to be said of a confusion matrix.</summary>
internal sealed class ConfusionTable(ConfusionCounts counts, IReadOnlyList<string> labels)
{
    private readonly long[] _rows = [.. Enumerable.Range(0, counts.Classes).Select(label => Enumerable.Range(0, counts.Classes).Sum(prediction => counts[label, prediction]))];

    /// <summary>How many rows have a class.</summary>
    public long Rows(int label) => _rows[label];

    /// <summary>The share of the rows of one class that were taken for another; not a number where the class has no rows.</summary>
    public double Share(int label, int prediction) => _rows[label] == 0 ? double.NaN : (double)counts[label, prediction] / _rows[label];

    /// <summary>The classes with the most rows, in the order of their numbers.</summary>
    public IReadOnlyList<int> MostFrequent(int classes) =>
        [.. Enumerable.Range(0, counts.Classes).OrderByDescending(Rows).ThenBy(label => label).Take(classes).Order()];

    /// <summary>What the rows of a class were most often taken for when they were taken for another; null where all were right.</summary>
    public int? MostOftenTakenFor(int label)
    {
        var other = Enumerable.Range(0, counts.Classes).Where(prediction => prediction != label).DefaultIfEmpty(label).MaxBy(prediction => counts[label, prediction]);
        return other == label || counts[label, other] == 0 ? null : other;
    }

    /// <summary>The most frequent error, in a line.</summary>
    public string Finding(int layer)
    {
        var worst = Enumerable.Range(0, counts.Classes)
            .Select(label => (Label: label, Other: MostOftenTakenFor(label)))
            .Where(pair => pair.Other is not null)
            .Select(pair => (pair.Label, Other: pair.Other!.Value))
            .DefaultIfEmpty((Label: -1, Other: -1))
            .MaxBy(pair => pair.Label < 0 ? 0 : counts[pair.Label, pair.Other]);
        return worst.Label < 0
            ? string.Create(CultureInfo.InvariantCulture, $"The probe of layer {layer} makes no error")
            : string.Create(CultureInfo.InvariantCulture, $"The most frequent error in layer {layer} is {labels[worst.Label]} taken for {labels[worst.Other]}: {counts[worst.Label, worst.Other]:N0} of {Rows(worst.Label):N0} ({100 * Share(worst.Label, worst.Other):F1} %)");
    }
}
