using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Makes transforms that handle missing values.</summary>
public static class ExtensionsCatalog
{
    public static MissingValueReplacingEstimator ReplaceMissingValues(this TransformsCatalog catalog, string outputColumnName, string inputColumnName = null,
        MissingValueReplacingEstimator.ReplacementMode replacementMode = MissingValueReplacingEstimator.ReplacementMode.DefaultValue, bool imputeBySlot = true) =>
        new(catalog.GetEnvironment(), replacementMode, imputeBySlot, (outputColumnName, inputColumnName ?? outputColumnName));

    public static MissingValueReplacingEstimator ReplaceMissingValues(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        MissingValueReplacingEstimator.ReplacementMode replacementMode = MissingValueReplacingEstimator.ReplacementMode.DefaultValue, bool imputeBySlot = true)
    {
        catalog.GetEnvironment().CheckValue(columns, nameof(columns));
        return new(catalog.GetEnvironment(), replacementMode, imputeBySlot, InputOutputColumnPair.ConvertToValueTuples(columns));
    }
}
