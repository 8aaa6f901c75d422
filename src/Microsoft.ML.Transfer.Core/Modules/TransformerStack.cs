using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>
/// Embeddings, layers, and where the model has one a last normalisation. <para><i>Parameters:</i> embeddings, layers/i, norm, output,
/// distance_bias, distances.</para>
/// </summary>
internal sealed class TransformerStack
{
    private readonly EncoderConfig _config;
    private readonly TokenEmbeddings _embeddings;
    private readonly ILayer[] _layers;
    private readonly NormalizationLayer? _norm;
    private readonly LinearLayer? _output;
    private readonly RelativeBias? _distanceBias;
    private readonly DistanceEmbeddings? _distances;

    /// <param name="parameters">The model's parameters.</param>
    /// <param name="path">Where the stack stands in the model.</param>
    /// <param name="config">The architecture.</param>
    /// <param name="words">The table of words of another stack, to be used here too; null for a table of its own.</param>
    /// <param name="readsMemory">Whether its layers attend to the output of an encoder too.</param>
    public TransformerStack(ParameterSet parameters, ParameterPath path, EncoderConfig config, Tensor? words = null, bool readsMemory = false)
    {
        _config = config;
        _embeddings = new TokenEmbeddings(parameters, path / "embeddings", config, words);
        if (config.Attention.RelativeBias is { } bias)
            _distanceBias = new RelativeBias(parameters, path / "distance_bias", config, bias);
        if (config.Attention.Disentangled is { } disentangled)
            _distances = new DistanceEmbeddings(parameters, path / "distances", config, disentangled);
        _layers = TransformerLayers.Create(parameters, path / "layers", config, readsMemory);
        if (config.Norm.IsFinal)
            _norm = new NormalizationLayer(parameters, path / "norm", config);
        if (config.Embeddings is { Projection: EmbeddingProjection.BeforePositions, Size: { } size })
            _output = new LinearLayer(parameters, path / "output", config.HiddenSize, size, hasBias: false);
    }

    /// <summary>The vectors of words. <i>Shape:</i> [vocabulary, size].</summary>
    public Tensor Words => _embeddings.Words;

    /// <summary>Uploads what all layers need to know of a batch.</summary>
    public PackedSequences Prepare(Computation computation, TokenBatch batch, AttentionRecorder? recorder, Memory? memory = null)
    {
        var sequences = PackedSequences.Upload(computation.Arena, batch);
        if (recorder is null && memory is null && _config.Attention.Rotary is null && _distanceBias is null && _distances is null)
            return sequences;
        var context = new LayerContext
        {
            Recorder = recorder,
            Memory = memory,
            Positions = _config.Attention.Rotary is null ? null : computation.Arena.Upload(batch.Positions),
            DistanceBias = _distanceBias?.Forward(computation, sequences.Longest),
            DistanceVectors = _distances?.Vectors(computation),
            DistanceRows = _distances?.Rows(computation.Arena, sequences.Longest),
        };
        return sequences with { Context = context };
    }

    /// <summary>Computes the layers.</summary>
    /// <param name="computation">The pass through the model.</param>
    /// <param name="batch">The tokens.</param>
    /// <param name="sequences">What <see cref="Prepare"/> made of them.</param>
    /// <param name="layers">Which layers to keep; all when null. Those past the last of them are not computed.</param>
    public StackStates Forward(Computation computation, TokenBatch batch, PackedSequences sequences, IReadOnlySet<int>? layers)
    {
        var arena = computation.Arena;
        var kept = new Tensor?[_layers.Length + 1];
        Tensor? beforeNorm = null;
        var last = layers is null ? _layers.Length : layers.Count == 0 ? 0 : layers.Max();
        var place = arena.Mark();
        for (var i = 0; i <= last; i++)
        {
            // A layer's output moves to where its first temporary stood; where the layer before is not wanted any more, to that one's place.
            var start = arena.Mark();
            var output = i == 0 ? computation.Drop(_embeddings.Forward(computation, batch)) : Layer(computation, i - 1, kept[i - 1]!, sequences);
            var forget = i > 0 && layers is not null && !layers.Contains(i - 1);
            if (forget)
                kept[i - 1] = null;
            else
                place = start;
            if (i == _layers.Length && _norm is not null)
            {
                if (layers is null && _config.Norm.KeepsBeforeFinal)
                {
                    beforeNorm = output = computation.Keep(place, output);
                    place = arena.Mark();
                }
                output = _norm.Forward(computation, output);
            }
            kept[i] = computation.Keep(place, output);
        }
        return new StackStates(kept, beforeNorm);
    }

    /// <summary>The common case makes no closure: a pass without a tape leaves no garbage.</summary>
    private Tensor Layer(Computation computation, int layer, Tensor x, PackedSequences sequences) => computation.RecomputesLayers
        ? Recompute(computation, layer, x, sequences)
        : _layers[layer].Forward(computation, x, sequences);

    private Tensor Recompute(Computation computation, int layer, Tensor x, PackedSequences sequences) =>
        computation.Layer(() => _layers[layer].Forward(computation, x, sequences));

    /// <summary>What heads read: the last layer, brought back to the length of word vectors where the model does so.</summary>
    public Tensor Output(Computation computation, Tensor last) => _output is null ? last : _output.Forward(computation, last);
}

/// <summary>What each layer of a stack made of a batch.</summary>
/// <param name="Layers">
/// The embeddings, then each layer; the last one normalised where the model does so; null where not kept. <i>Shape:</i> [tokens, hidden] each.
/// </param>
/// <param name="BeforeNorm">The last layer before that normalisation, where the model counts it apart and all layers were kept.</param>
internal readonly record struct StackStates(Tensor?[] Layers, Tensor? BeforeNorm);
