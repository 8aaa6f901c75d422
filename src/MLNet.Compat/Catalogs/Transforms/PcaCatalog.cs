using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Makes principal component analysis.</summary>
public static class PcaCatalog
{
    public static PrincipalComponentAnalyzer ProjectToPrincipalComponents(this TransformsCatalog catalog, string outputColumnName, string inputColumnName = null,
        string exampleWeightColumnName = null, int rank = 20, int overSampling = 20, bool ensureZeroMean = true, int? seed = null) =>
        new(catalog.GetEnvironment(),
            new ProjectionOptions(outputColumnName, inputColumnName ?? outputColumnName, exampleWeightColumnName, rank, overSampling, ensureZeroMean, seed));
}
