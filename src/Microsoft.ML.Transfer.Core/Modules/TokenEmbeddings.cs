using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>
/// The sum of a vector for each token's id and, where the model has them, position and type, normalised where the model does so.
/// <para><i>Parameters:</i> word [vocabulary, size], position [positions, size], type [types, size], norm, projection.</para>
/// </summary>
internal sealed class TokenEmbeddings
{
    private static readonly GatherRows Gather = new();
    private static readonly Add Sum = new();
    private readonly Add? _scale;
    private readonly Tensor? _positions;
    private readonly Tensor? _types;
    private readonly LinearLayer? _wordProjection;
    private readonly NormalizationLayer? _norm;
    private readonly LinearLayer? _projection;
    private readonly PositionIds _positionIds;

    /// <param name="parameters">The model's parameters.</param>
    /// <param name="path">Where the embeddings stand in the model.</param>
    /// <param name="config">The architecture.</param>
    /// <param name="words">The table of words of another part of the model, to be used here too; null for a table of their own.</param>
    public TokenEmbeddings(ParameterSet parameters, ParameterPath path, EncoderConfig config, Tensor? words = null)
    {
        var (embeddings, hidden) = (config.Embeddings, config.HiddenSize);
        var size = embeddings.Size ?? hidden;
        var sumSize = embeddings.Projection == EmbeddingProjection.BeforePositions ? hidden : size;
        _scale = embeddings.Scale == 1f ? null : new Add(embeddings.Scale);
        Words = words ?? Table("word", config.VocabularySize, size);
        _positionIds = new PositionIds(embeddings.Positions);
        if (embeddings.Positions.Source != PositionSource.None)
            _positions = Table("position", config.MaximumPositions + embeddings.Positions.Offset, sumSize);
        if (config.TypeVocabularySize > 0)
            _types = Table("type", config.TypeVocabularySize, sumSize);
        if (embeddings.HasNorm)
            _norm = new NormalizationLayer(parameters, path / "norm", config, sumSize);
        if (embeddings.Projection == EmbeddingProjection.BeforePositions)
            _wordProjection = new LinearLayer(parameters, path / "projection", size, hidden, hasBias: false);
        else if (embeddings.Projection == EmbeddingProjection.AfterNorm)
            _projection = new LinearLayer(parameters, path / "projection", size, hidden);

        Tensor Table(string name, int rows, int columns) =>
            parameters.Create(path / name / "weight", new Shape(rows, columns), Initialization.Normal);
    }

    /// <summary>The vectors of words. <i>Shape:</i> [vocabulary, size].</summary>
    public Tensor Words { get; }

    /// <summary>Shape: tokens of the batch → [tokens, hidden].</summary>
    public Tensor Forward(Computation computation, TokenBatch batch)
    {
        var ids = computation.Arena.Upload(batch.Ids);
        var sum = _scale is null && _wordProjection is null ? SumOfTables(computation, batch, ids) : SumOfWordsAndPositions(computation, batch, ids);
        if (_norm is not null)
            sum = _norm.Forward(computation, sum);
        return _projection is null ? sum : _projection.Forward(computation, sum);
    }

    private Tensor SumOfTables(Computation computation, TokenBatch batch, Tensor ids)
    {
        var types = _types is null ? null : computation.Arena.Upload(batch.TypeIds);
        var positions = _positions is null ? null : _positionIds.Upload(computation.Arena, batch);
        return (types, positions) switch
        {
            (null, null) => computation.Apply(Gather, Words, ids),
            (null, { } p) => computation.Apply(Gather, Words, ids, _positions!, p),
            ({ } t, null) => computation.Apply(Gather, Words, ids, _types!, t),
            ({ } t, { } p) => computation.Apply(Gather, Words, ids, _types!, t, _positions!, p),
        };
    }

    /// <summary>Words are scaled or brought to the length of the hidden states before positions are added.</summary>
    private Tensor SumOfWordsAndPositions(Computation computation, TokenBatch batch, Tensor ids)
    {
        var words = computation.Apply(Gather, Words, ids);
        if (_scale is not null)
            words = computation.Apply(_scale, words);
        if (_wordProjection is not null)
            words = _wordProjection.Forward(computation, words);
        if (_types is not null)
            words = computation.Apply(Sum, words, computation.Apply(Gather, _types, computation.Arena.Upload(batch.TypeIds)));
        return _positions is null
            ? words
            : computation.Apply(Sum, words, computation.Apply(Gather, _positions, _positionIds.Upload(computation.Arena, batch)));
    }
}
