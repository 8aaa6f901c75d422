using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The base of the catalogs of a task: its trainers, evaluation and cross-validation.</summary>
public abstract partial class TrainCatalogBase : IInternalCatalog
{
    private protected TrainCatalogBase(IHostEnvironment env)
    {
        Contracts.CheckValue(env, nameof(env));
        Environment = env;
    }

    IHostEnvironment IInternalCatalog.Environment => Environment;

    private protected IHostEnvironment Environment { get; }

    /// <summary>Where extension methods that make trainers hang.</summary>
    public abstract class CatalogInstantiatorBase : IInternalCatalog
    {
        private protected CatalogInstantiatorBase(TrainCatalogBase catalog) => Owner = catalog;

        IHostEnvironment IInternalCatalog.Environment => Owner.Environment;

        internal TrainCatalogBase Owner { get; }
    }

    /// <summary>What a fold gave: its model, its metrics, its scored rows.</summary>
    public sealed class CrossValidationResult<T>
        where T : class
    {
        public readonly T Metrics;

        public readonly ITransformer Model;

        public readonly IDataView ScoredHoldOutSet;

        public readonly int Fold;

        internal CrossValidationResult(ITransformer model, T metrics, IDataView scores, int fold)
        {
            Model = model;
            Metrics = metrics;
            ScoredHoldOutSet = scores;
            Fold = fold;
        }
    }

    /// <summary>Fits on all folds but one and scores that one, for each fold in turn.</summary>
    private protected IEnumerable<(ITransformer Model, IDataView Scores, int Fold)> CrossValidateTrain(
        IDataView data, IEstimator<ITransformer> estimator, int numFolds, string samplingKeyColumn, int? seed = null)
    {
        Environment.CheckValue(data, nameof(data));
        Environment.CheckValue(estimator, nameof(estimator));
        Environment.CheckParam(numFolds > 1, nameof(numFolds), "Must be more than 1");
        string splitColumn = RowSplitter.CreateSplitColumn(Environment, ref data, samplingKeyColumn, seed);
        return RowSplitter.Folds(Environment, data, splitColumn, numFolds)
            .Select((split, fold) =>
            {
                var model = estimator.Fit(split.TrainSet);
                var scores = model is ITransformerChainAccessor chain
                    ? new TransformerChain<ITransformer>(chain.Transformers, chain.Scopes).Transform(split.TestSet, TransformerScope.Everything)
                    : model.Transform(split.TestSet);
                return (model, scores, fold);
            })
            .ToArray();
    }
}
