using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Gives extension methods the environment that a catalog was made with.</summary>
internal interface IInternalCatalog
{
    IHostEnvironment Environment { get; }
}

internal static class CatalogExtensions
{
    public static IHostEnvironment GetEnvironment(this IInternalCatalog catalog)
        => Contracts.CheckRef(catalog, nameof(catalog)).Environment;
}
