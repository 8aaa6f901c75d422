using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer;

/// <summary>Reports of probings as data.</summary>
public static class ProbeReportData
{
    /// <summary>A row for each layer: the columns are the properties of <see cref="LayerProbeRow"/>.</summary>
    /// <param name="report">The report.</param>
    public static IDataView ToDataView(this ProbeReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new MLContext().Data.LoadFromEnumerable(report.Results.Select(result => Row(report, result)).ToList());
    }

    private static LayerProbeRow Row(ProbeReport report, ProbeResult result) => new()
    {
        Layer = result.Layer,
        Accuracy = (float)result.Accuracy.Value,
        AccuracyLow = (float)result.Accuracy.Low,
        AccuracyHigh = (float)result.Accuracy.High,
        MacroF1 = (float)result.Confusion.MacroF1,
        CrossEntropy = (float)result.CrossEntropy,
        ControlAccuracy = Of(result.Control?.Value),
        Selectivity = Of(result.Selectivity?.Value),
        CodeLength = Of(result.DescriptionLength?.Bits),
        Compression = Of(result.DescriptionLength?.Compression),
        RandomEncoderAccuracy = Of(result.RandomEncoder?.Value),
        MajorityAccuracy = (float)report.Baselines.Majority.Value,
        WordTypeAccuracy = Of(report.Baselines.WordType?.Value),
    };

    private static float Of(double? value) => (float)(value ?? double.NaN);
}
