using Microsoft.ML.Transfer.Adaptations;
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
    private static readonly GatherRows Gather = new();
    private readonly EncoderConfig _config;
    private readonly TokenEmbeddings _embeddings;
    private readonly ILayer[] _layers;
    private readonly NormalizationLayer? _norm;
    private readonly LinearLayer? _output;
    private readonly RelativeBias? _distanceBias;
    private readonly DistanceEmbeddings? _distances;
    private readonly PromptRows? _prompt;
    private readonly int _prefixLength;
    private readonly bool _lastComputesSome;

    /// <param name="parameters">The model's parameters.</param>
    /// <param name="path">Where the stack stands in the model.</param>
    /// <param name="config">The architecture.</param>
    /// <param name="words">The table of words of another stack, to be used here too; null for a table of its own.</param>
    /// <param name="readsMemory">Whether its layers attend to the output of an encoder too.</param>
    public TransformerStack(ParameterSet parameters, ParameterPath path, EncoderConfig config, Tensor? words = null, bool readsMemory = false)
    {
        _config = config;
        _embeddings = new TokenEmbeddings(parameters, path / "embeddings", config, words);
        _prompt = parameters.Adaptation?.ForEmbeddings(parameters, path / "embeddings");
        _prefixLength = parameters.Adaptation?.PrefixLength ?? 0;
        if (config.Attention.RelativeBias is { } bias)
            _distanceBias = new RelativeBias(parameters, path / "distance_bias", config, bias);
        if (config.Attention.Disentangled is { } disentangled)
            _distances = new DistanceEmbeddings(parameters, path / "distances", config, disentangled);
        _layers = TransformerLayers.Create(parameters, path / "layers", config, readsMemory);
        _lastComputesSome = _layers.Length > 0 && config.LastLayerComputesSome && _prompt is null && _prefixLength == 0 && !readsMemory;
        if (config.Norm.IsFinal)
            _norm = new NormalizationLayer(parameters, path / "norm", config);
        if (config.Embeddings is { Projection: EmbeddingProjection.BeforePositions, Size: { } size })
            _output = new LinearLayer(parameters, path / "output", config.HiddenSize, size, hasBias: false);
    }

    /// <summary>The vectors of words. <i>Shape:</i> [vocabulary, size].</summary>
    public Tensor Words => _embeddings.Words;

    /// <summary>Uploads what all layers need to know of a batch.</summary>
    public void Prepare(Computation computation, TokenBatch batch, TokenSelection read, PackedSequences sequences, AttentionRecorder? recorder, Memory? memory = null)
    {
        sequences.Upload(computation.Arena, batch);
        if (read.IsSome)
            sequences.UploadRead(computation.Arena, batch, read.Rows);
        if (_prefixLength > 0)
            sequences.UploadKeys(computation.Arena, batch, _prefixLength);
        // The layers see other sequences than everybody else where there is a prompt.
        var seen = _prompt is null ? sequences : sequences.UploadPrompted(computation.Arena, batch, _prompt.Length);
        sequences.Recorder = seen.Recorder = recorder;
        seen.Memory = memory;
        if (_config.Attention.Rotary is null)
            seen.Positions = null;
        else
            seen.Positions = _prompt is null ? computation.Arena.Upload(batch.Positions) : _prompt.Positions(computation.Arena, batch);
        seen.DistanceBias = _distanceBias?.Forward(computation, seen.Longest);
        seen.DistanceVectors = _distances?.Vectors(computation);
        seen.DistanceRows = _distances?.Rows(computation.Arena, seen.Longest);
    }

    /// <summary>Computes the layers.</summary>
    /// <param name="computation">The pass through the model.</param>
    /// <param name="batch">The tokens.</param>
    /// <param name="sequences">What <see cref="Prepare"/> made of them.</param>
    /// <param name="layers">Which layers to keep. Those past the last of them are not computed.</param>
    /// <param name="states">Takes the results.</param>
    public void Forward(Computation computation, TokenBatch batch, PackedSequences sequences, LayerSelection layers, StackStates states)
    {
        var arena = computation.Arena;
        var seen = sequences.Prompted ?? sequences;
        var kept = states.Clear(_layers.Length);
        var place = arena.Mark();
        for (var i = 0; i <= layers.Last; i++)
        {
            // A layer's output moves to where its first temporary stood; where the layer before is not wanted any more, to that one's place.
            var start = arena.Mark();
            var output = i == 0 ? Embed(computation, batch, sequences) : Layer(computation, i - 1, kept[i - 1]!, seen);
            var forget = i > 0 && !layers.Contains(i - 1);
            if (forget)
                kept[i - 1] = null;
            else
                place = start;
            if (i == _layers.Length && _norm is not null)
            {
                if (layers.IsAll && _config.Norm.KeepsBeforeFinal)
                {
                    states.BeforeNorm = output = computation.Keep(place, output);
                    place = arena.Mark();
                }
                output = _norm.Forward(computation, output);
            }
            kept[i] = computation.Keep(place, output);
        }
        _prompt?.Remove(computation, batch, states);
        if (sequences.Read is { } read && !_lastComputesSome && kept[_layers.Length] is { } all)
            kept[_layers.Length] = computation.Apply(Gather, all, read.Rows!);
    }

    private Tensor Embed(Computation computation, TokenBatch batch, PackedSequences sequences)
    {
        var embeddings = computation.Drop(_embeddings.Forward(computation, batch));
        return _prompt is null ? embeddings : _prompt.Put(computation, embeddings, sequences);
    }

    /// <summary>The common case makes no closure: a pass without a tape leaves no garbage.</summary>
    private Tensor Layer(Computation computation, int layer, Tensor x, PackedSequences sequences)
    {
        if (_lastComputesSome && layer == _layers.Length - 1 && sequences.Read is { } read)
        {
            read.Context = x;
            (x, sequences) = (computation.Apply(Gather, x, read.Rows!), read);
        }
        return computation.RecomputesLayers ? Recompute(computation, layer, x, sequences) : _layers[layer].Forward(computation, x, sequences);
    }

    private Tensor Recompute(Computation computation, int layer, Tensor x, PackedSequences sequences) =>
        computation.Layer(() => _layers[layer].Forward(computation, x, sequences));

    /// <summary>What heads read: the last layer, brought back to the length of word vectors where the model does so.</summary>
    public Tensor Output(Computation computation, Tensor last) => _output is null ? last : _output.Forward(computation, last);
}

/// <summary>What each layer of a stack made of a batch. One object serves one batch after the other.</summary>
internal sealed class StackStates
{
    /// <summary>The embeddings, then each layer, the last one normalised where the model does so; null where not kept. <i>Shape:</i> [tokens, hidden] each.</summary>
    public Tensor?[] Layers { get; private set; } = [];

    /// <summary>The last layer before that normalisation, where the model counts it apart and all layers were kept.</summary>
    public Tensor? BeforeNorm { get; set; }

    /// <summary>Forgets the batch before, and makes room for a stack of so many layers.</summary>
    public Tensor?[] Clear(int layerCount)
    {
        if (Layers.Length != layerCount + 1)
            Layers = new Tensor?[layerCount + 1];
        Array.Clear(Layers);
        BeforeNorm = null;
        return Layers;
    }
}
