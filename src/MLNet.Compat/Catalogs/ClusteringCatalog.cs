using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Learning to group rows; no trainers here.</summary>
public sealed partial class ClusteringCatalog : TrainCatalogBase
{
    internal ClusteringCatalog(IHostEnvironment env)
        : base(env)
    {
        Trainers = new ClusteringTrainers(this);
    }

    public ClusteringTrainers Trainers { get; }

    public sealed class ClusteringTrainers : CatalogInstantiatorBase
    {
        internal ClusteringTrainers(ClusteringCatalog catalog)
            : base(catalog)
        {
        }
    }
}
