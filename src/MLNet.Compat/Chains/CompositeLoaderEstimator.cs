using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A loader estimator with estimators after it.</summary>
public sealed class CompositeLoaderEstimator<TSource, TLastTransformer> : IDataLoaderEstimator<TSource, CompositeDataLoader<TSource, TLastTransformer>>
    where TLastTransformer : class, ITransformer
{
    private readonly IDataLoaderEstimator<TSource, IDataLoader<TSource>> _start;
    private readonly EstimatorChain<TLastTransformer> _chain;

    public CompositeLoaderEstimator(IDataLoaderEstimator<TSource, IDataLoader<TSource>> start, EstimatorChain<TLastTransformer> estimatorChain = null)
    {
        Contracts.CheckValue(start, nameof(start));
        _start = start;
        _chain = estimatorChain ?? new EstimatorChain<TLastTransformer>();
    }

    public CompositeDataLoader<TSource, TLastTransformer> Fit(TSource input)
    {
        var loader = _start.Fit(input);
        return new CompositeDataLoader<TSource, TLastTransformer>(loader, _chain.Fit(loader.Load(input)));
    }

    public SchemaShape GetOutputSchema() => _chain.GetOutputSchema(_start.GetOutputSchema());

    public CompositeLoaderEstimator<TSource, TNewTrans> Append<TNewTrans>(IEstimator<TNewTrans> estimator)
        where TNewTrans : class, ITransformer
    {
        Contracts.CheckValue(estimator, nameof(estimator));
        return new CompositeLoaderEstimator<TSource, TNewTrans>(_start, _chain.Append(estimator));
    }
}

/// <summary>A loader that needs no data to be made.</summary>
internal sealed class TrivialLoaderEstimator<TSource> : IDataLoaderEstimator<TSource, IDataLoader<TSource>>
{
    private readonly IDataLoader<TSource> _loader;

    public TrivialLoaderEstimator(IDataLoader<TSource> loader)
    {
        _loader = loader;
    }

    public IDataLoader<TSource> Fit(TSource input) => _loader;

    public SchemaShape GetOutputSchema() => SchemaShape.Create(_loader.GetOutputSchema());
}
