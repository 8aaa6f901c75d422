using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How many rows of each class were predicted as each class.</summary>
public sealed class ConfusionMatrix
{
    private readonly IHost _host;

    internal ConfusionMatrix(IHost host, double[][] counts, string[] classNames, bool isBinary)
    {
        _host = host;
        NumberOfClasses = counts.Length;
        Counts = Array.ConvertAll(counts, row => (IReadOnlyList<double>)row.AsReadOnly()).AsReadOnly();
        PerClassRecall = Array.AsReadOnly([.. counts.Select((row, i) => Share(row[i], row.Sum()))]);
        PerClassPrecision = Array.AsReadOnly([.. counts.Select((row, i) => Share(row[i], counts.Sum(other => other[i])))]);
        ClassNames = classNames;
        IsBinary = isBinary;
    }

    public IReadOnlyList<double> PerClassPrecision { get; }

    public IReadOnlyList<double> PerClassRecall { get; }

    /// <summary>Counts by true class, then by predicted class.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    public int NumberOfClasses { get; }

    internal IReadOnlyList<string> ClassNames { get; }

    internal bool IsBinary { get; }

    /// <summary>The matrix as a table of text.</summary>
    public string GetFormattedConfusionTable() => ConfusionTableText.Format(this);

    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        _host.CheckParam(predictedClassIndicatorIndex >= 0 && predictedClassIndicatorIndex < Counts.Count,
            nameof(predictedClassIndicatorIndex), "Invalid index. Should be non-negative, less than the number of classes.");
        _host.CheckParam(actualClassIndicatorIndex >= 0 && actualClassIndicatorIndex < Counts.Count,
            nameof(actualClassIndicatorIndex), "Invalid index. Should be non-negative, less than the number of classes.");
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    private static double Share(double count, double total) => total > 0 ? count / total : 0;
}
