using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Estimators fitted one after another, each on what the ones before it made of the data.</summary>
public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>>
    where TLastTransformer : class, ITransformer
{
    private readonly IHost _host;
    private readonly EstimatorLink[] _links;

    public readonly IEstimator<TLastTransformer> LastEstimator;

    public EstimatorChain()
        : this(null, [])
    {
    }

    internal EstimatorChain(IHostEnvironment env, EstimatorLink[] links)
    {
        _host = env?.Register("EstimatorChain");
        _links = links;
        LastEstimator = links.LastOrDefault().Estimator as IEstimator<TLastTransformer>;
    }

    public TransformerChain<TLastTransformer> Fit(IDataView input)
    {
        // A mistake in a late stage shows before the early ones have run.
        GetOutputSchema(SchemaShape.Create(input.Schema));

        var current = input;
        var fitted = new ITransformer[_links.Length];
        for (int i = 0; i < _links.Length; i++)
        {
            fitted[i] = _links[i].Estimator.Fit(current);
            current = fitted[i] is ITransformerWithDifferentMappingAtTrainingTime training
                ? training.TransformForTrainingPipeline(current)
                : fitted[i].Transform(current);
            if (_links[i].CacheAfter && i < _links.Length - 1)
                current = new CacheDataView(_host, current, null);
        }

        return new TransformerChain<TLastTransformer>(fitted, _links.Select(link => link.Scope));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => _links.Aggregate(inputSchema, (shape, link) => link.Estimator.GetOutputSchema(shape));

    public EstimatorChain<TNewTrans> Append<TNewTrans>(IEstimator<TNewTrans> estimator, TransformerScope scope = TransformerScope.Everything)
        where TNewTrans : class, ITransformer
    {
        Contracts.CheckValue(estimator, nameof(estimator));
        return new EstimatorChain<TNewTrans>(_host, [.. _links, new EstimatorLink(estimator, scope, CacheAfter: false)]);
    }

    /// <summary>Keeps what the last stage gives in memory, for trainers of many passes.</summary>
    public EstimatorChain<TLastTransformer> AppendCacheCheckpoint(IHostEnvironment env)
    {
        Contracts.CheckValue(env, nameof(env));
        if (_links.Length == 0)
            throw new InvalidOperationException("Current estimator chain has no estimator, can't append cache checkpoint.");
        if (_links[^1].CacheAfter)
            return this;
        return new EstimatorChain<TLastTransformer>(env, [.. _links[..^1], _links[^1] with { CacheAfter = true }]);
    }
}

/// <summary>An estimator of a chain.</summary>
internal readonly record struct EstimatorLink(IEstimator<ITransformer> Estimator, TransformerScope Scope, bool CacheAfter);
