using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Makes transforms that bring numbers to a common scale.</summary>
public static class NormalizationCatalog
{
    public static NormalizingEstimator NormalizeMinMax(this TransformsCatalog catalog, string outputColumnName, string inputColumnName = null,
        long maximumExampleCount = 1000000000, bool fixZero = true) =>
        new(catalog.GetEnvironment(), new NormalizedColumn(outputColumnName, inputColumnName ?? outputColumnName, NormalizationKind.MinMax, maximumExampleCount, fixZero));

    public static NormalizingEstimator NormalizeMinMax(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        long maximumExampleCount = 1000000000, bool fixZero = true)
    {
        catalog.GetEnvironment().CheckValue(columns, nameof(columns));
        return new(catalog.GetEnvironment(), Array.ConvertAll(columns,
            column => new NormalizedColumn(column.OutputColumnName, column.InputColumnName, NormalizationKind.MinMax, maximumExampleCount, fixZero)));
    }

    public static NormalizingEstimator NormalizeMeanVariance(this TransformsCatalog catalog, string outputColumnName, string inputColumnName = null,
        long maximumExampleCount = 1000000000, bool fixZero = true, bool useCdf = false) =>
        new(catalog.GetEnvironment(), new NormalizedColumn(outputColumnName, inputColumnName ?? outputColumnName, NormalizationKind.MeanVariance, maximumExampleCount, fixZero, useCdf));

    public static NormalizingEstimator NormalizeMeanVariance(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        long maximumExampleCount = 1000000000, bool fixZero = true, bool useCdf = false)
    {
        catalog.GetEnvironment().CheckValue(columns, nameof(columns));
        return new(catalog.GetEnvironment(), Array.ConvertAll(columns,
            column => new NormalizedColumn(column.OutputColumnName, column.InputColumnName, NormalizationKind.MeanVariance, maximumExampleCount, fixZero, useCdf)));
    }

    public static LpNormNormalizingEstimator NormalizeLpNorm(this TransformsCatalog catalog, string outputColumnName, string inputColumnName = null,
        LpNormNormalizingEstimatorBase.NormFunction norm = LpNormNormalizingEstimatorBase.NormFunction.L2, bool ensureZeroMean = false) =>
        new(catalog.GetEnvironment(), outputColumnName, inputColumnName, norm, ensureZeroMean);
}
