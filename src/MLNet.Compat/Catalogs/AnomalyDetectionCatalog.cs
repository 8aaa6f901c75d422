using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Learning what is unusual; no trainers here.</summary>
public sealed partial class AnomalyDetectionCatalog : TrainCatalogBase
{
    internal AnomalyDetectionCatalog(IHostEnvironment env)
        : base(env)
    {
        Trainers = new AnomalyDetectionTrainers(this);
    }

    public AnomalyDetectionTrainers Trainers { get; }

    public sealed class AnomalyDetectionTrainers : CatalogInstantiatorBase
    {
        internal AnomalyDetectionTrainers(AnomalyDetectionCatalog catalog)
            : base(catalog)
        {
        }
    }
}
