using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Heads;

/// <summary>
/// From hidden states to the scores of a task. <para><i>Parameters:</i> dense [hidden, hidden] and norm where the head has them; output
/// [scores, hidden].</para>
/// </summary>
public sealed class TaskHead
{
    private static readonly GatherRows Gather = new();
    private readonly Encoder _encoder;
    private readonly HeadInput _input;
    private readonly Pool? _pool;
    private readonly LinearLayer? _dense;
    private readonly NormalizationLayer? _norm;
    private readonly Add? _scale;
    private readonly LinearLayer _output;
    private readonly bool _isLanguageModel;

    internal TaskHead(Encoder encoder, ParameterSet parameters, HeadDefinition definition)
    {
        var (config, path) = (encoder.Config, new ParameterPath(definition.Path));
        var words = encoder.Words.Shape.Columns;
        var size = definition.Size is null ? words : config.HiddenSize;
        if (definition.Input == HeadInput.Pooler && !encoder.HasPooler)
            throw new InvalidDataException($"The checkpoint has a head for {definition.Objective}, which reads the output of a pooler, but no pooler.");
        (_encoder, _input, Objective, Path) = (encoder, definition.Input, definition.Objective, path);
        _pool = definition.Input switch
        {
            HeadInput.First => new Pool(PoolKind.First),
            HeadInput.Last => new Pool(PoolKind.Last),
            HeadInput.Mean => new Pool(PoolKind.Mean),
            _ => null,
        };
        if (definition.Dense is not null)
            _dense = new LinearLayer(parameters, path / "dense", config.HiddenSize, size, definition.Activation ?? config.Activation, definition.DenseHasBias);
        if (definition.Norm is not null)
            _norm = new NormalizationLayer(parameters, path / "norm", config, size);
        if (definition.Scale != 1f)
            _scale = new Add(definition.Scale);
        _isLanguageModel = definition.Size is null;
        ScoreCount = definition.Size ?? config.VocabularySize;
        _output = definition.SharesWords
            ? new LinearLayer(parameters, path / "output", encoder.Words, definition.HasBias)
            : new LinearLayer(parameters, path / "output", size, ScoreCount, hasBias: definition.HasBias);
    }

    /// <summary>What the head predicts.</summary>
    public Objective Objective { get; }

    /// <summary>Where its parameters stand in the model.</summary>
    internal ParameterPath Path { get; }

    /// <summary>Whether it scores each token, rather than each sequence.</summary>
    public bool IsPerToken => _input == HeadInput.Tokens;

    /// <summary>The number of scores: the classes, the vocabulary, 2 for the begin and the end of an answer.</summary>
    public int ScoreCount { get; }

    /// <summary>The tokens whose last hidden state the head reads.</summary>
    internal TokenSelection Reads(TokenBatch batch) => _input switch
    {
        HeadInput.Pooler or HeadInput.First => TokenSelection.FirstOfEach(batch),
        HeadInput.Last => TokenSelection.LastOfEach(batch),
        _ => TokenSelection.All,
    };

    /// <summary>
    /// The scores (logits) of a batch, valid as long as the hidden states. <i>Shape:</i> [tokens, scores] where the head scores each token,
    /// else [sequences, scores].
    /// </summary>
    /// <param name="states">Hidden states of the head's own encoder with the last layer kept.</param>
    public Tensor Forward(HiddenStates states)
    {
        ArgumentNullException.ThrowIfNull(states);
        var computation = states.Computation;
        var x = _input == HeadInput.Pooler ? _encoder.Pool(states) : states.Output;
        if (_pool is not null)
            x = computation.Apply(_pool, x, states.Offsets);
        return Score(computation, x);
    }

    /// <summary>
    /// The scores of some tokens only: of those with a label, where the product with a whole vocabulary would be wasted on the others. <i>Shape:</i> [rows, scores].
    /// </summary>
    /// <param name="states">Hidden states of the head's own encoder with the last layer kept.</param>
    /// <param name="rows">Which tokens of the packed batch, in the order of the result.</param>
    /// <exception cref="InvalidOperationException">The head scores sequences; see <see cref="IsPerToken"/>.</exception>
    /// <exception cref="ArgumentException">A row is none of the batch.</exception>
    public Tensor Forward(HiddenStates states, ReadOnlySpan<int> rows)
    {
        ArgumentNullException.ThrowIfNull(states);
        if (!IsPerToken)
            throw new InvalidOperationException($"The head for {Objective} scores sequences; only the scores of tokens can be computed for some of them.");
        var computation = states.Computation;
        return Score(computation, computation.Apply(Gather, states.Output, computation.Arena.Upload(rows)));
    }

    private Tensor Score(Computation computation, Tensor x)
    {
        if (_dense is not null)
            x = _dense.Forward(computation, x);
        if (_norm is not null)
            x = _norm.Forward(computation, x);
        if (_scale is not null)
            x = computation.Apply(_scale, x);
        return _output.Forward(computation, _isLanguageModel ? x : computation.Drop(x));
    }
}
