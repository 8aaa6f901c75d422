using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Learning to forecast; no trainers here.</summary>
public sealed partial class ForecastingCatalog : TrainCatalogBase
{
    internal ForecastingCatalog(IHostEnvironment env)
        : base(env)
    {
        Trainers = new Forecasters(this);
    }

    public Forecasters Trainers { get; }

    public sealed class Forecasters : CatalogInstantiatorBase
    {
        internal Forecasters(ForecastingCatalog catalog)
            : base(catalog)
        {
        }
    }
}
