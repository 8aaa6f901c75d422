using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Learning to rank; no trainers here.</summary>
public sealed partial class RankingCatalog : TrainCatalogBase
{
    internal RankingCatalog(IHostEnvironment env)
        : base(env)
    {
        Trainers = new RankingTrainers(this);
    }

    public RankingTrainers Trainers { get; }

    public sealed class RankingTrainers : CatalogInstantiatorBase
    {
        internal RankingTrainers(RankingCatalog catalog)
            : base(catalog)
        {
        }
    }
}
