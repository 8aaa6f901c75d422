using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Splits rows at random, or so that rows of the same sampling key stay together.</summary>
internal static class RowSplitter
{
    public static DataOperationsCatalog.TrainTestData Split(IHostEnvironment env, IDataView data, string splitColumn, double testFraction)
        => new(
            Part(env, data, splitColumn, 0, testFraction, complement: true),
            Part(env, data, splitColumn, 0, testFraction, complement: false));

    public static IEnumerable<DataOperationsCatalog.TrainTestData> Folds(IHostEnvironment env, IDataView data, string splitColumn, int numberOfFolds)
    {
        for (int fold = 0; fold < numberOfFolds; fold++)
        {
            double min = (double)fold / numberOfFolds;
            double max = (double)(fold + 1) / numberOfFolds;
            yield return new DataOperationsCatalog.TrainTestData(
                Part(env, data, splitColumn, min, max, complement: true, includeMax: true),
                Part(env, data, splitColumn, min, max, complement: false, includeMax: true));
        }
    }

    /// <summary>Adds a column from 0 to 1 to split by, and returns its name.</summary>
    public static string CreateSplitColumn(IHostEnvironment env, ref IDataView data, string samplingKeyColumn, int? seed)
    {
        string name = TemporaryName(data.Schema, "SplitColumn");
        int? seedToUse = seed ?? ((IHostEnvironmentInternal)env).Seed;
        if (samplingKeyColumn == null)
        {
            data = new GenerateNumberView(env, data, name, (uint?)seedToUse);
            return name;
        }

        if (data.Schema.GetColumnOrNull(samplingKeyColumn) == null)
            throw env.ExceptSchemaMismatch(nameof(samplingKeyColumn), "SamplingKeyColumn", samplingKeyColumn);
        data = SamplingKey.AddColumn(env, data, name, samplingKeyColumn, (uint?)seedToUse);
        return name;
    }

    private static string TemporaryName(DataViewSchema schema, string tag)
    {
        string name = tag;
        for (int i = 0; schema.GetColumnOrNull(name) != null; i++)
            name = string.Format(CultureInfo.InvariantCulture, "temp_{0}_{1:000}", tag, i);
        return name;
    }

    // Hosts are made as ML.NET makes them, two for each part, so that what is seeded later gets the same numbers.
    private static ColumnSubsetView Part(IHostEnvironment env, IDataView data, string column, double min, double max, bool complement, bool? includeMax = null)
    {
        var filter = new RangeFilter(env, data, column, min, max, complement, includeMax);
        return ColumnSubsetView.Drop(env.Register("ColumnSelectingTransformer"), filter, column);
    }
}
