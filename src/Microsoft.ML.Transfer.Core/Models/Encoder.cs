using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Models;

/// <summary>
/// A transformer encoder, built from an <see cref="EncoderConfig"/>: embeddings, then layers. Immutable once built; any number of threads may
/// compute with it at the same time.
/// </summary>
public sealed class Encoder : IDisposable
{
    private readonly ParameterSet _parameters;
    private readonly PassPool _passes;
    private readonly TransformerStack _stack;
    private readonly Pooler? _pooler;
    private readonly LayerSelection _lastLayer;

    /// <summary>Builds the encoder of a model that has more parts; the model completes the parameters, and disposes of the encoder.</summary>
    internal Encoder(EncoderConfig config, ParameterSet parameters)
    {
        Config = config;
        _lastLayer = LayerSelection.Of([config.LayerCount], config.LayerCount);
        _parameters = parameters;
        _passes = new PassPool(parameters);
        _stack = new TransformerStack(parameters, ParameterPath.Root, config);
        if (config.MayHavePooler && parameters.IsAvailable(ParameterPath.Root / "pooler" / "weight"))
            _pooler = new Pooler(parameters, ParameterPath.Root / "pooler", config);
    }

    /// <summary>The architecture.</summary>
    public EncoderConfig Config { get; }

    /// <summary>The parameters by path, in the order of the model.</summary>
    public IReadOnlyDictionary<ParameterPath, Tensor> Parameters => _parameters.Tensors;

    /// <summary>Where the parameters live.</summary>
    public Backend Backend => _parameters.Backend;

    /// <summary>Whether the checkpoint had a pooler.</summary>
    public bool HasPooler => _pooler is not null;

    /// <summary>The vectors of words, for heads that share them.</summary>
    internal Tensor Words => _stack.Words;

    /// <summary>Builds an encoder.</summary>
    /// <param name="config">The architecture.</param>
    /// <param name="source">The values of its parameters.</param>
    /// <param name="backend">What computes; the processor when left out.</param>
    /// <param name="weights">The numbers that the weights of linear layers are kept in.</param>
    /// <exception cref="InvalidDataException">The source does not fit the architecture; everything that is wrong is listed.</exception>
    public static Encoder Create(EncoderConfig config, IParameterSource source, Backend? backend = null, WeightFormat weights = WeightFormat.Float32)
    {
        ArgumentNullException.ThrowIfNull(config);
        var parameters = new ParameterSet(backend ?? CpuBackend.Instance, source, weights);
        try
        {
            var encoder = new Encoder(config, parameters);
            parameters.Complete();
            return encoder;
        }
        catch
        {
            parameters.Dispose();
            throw;
        }
    }

    /// <summary>Loads the encoder of a checkpoint folder.</summary>
    /// <param name="folder">A folder in the Hugging Face layout, with <c>config.json</c> and weights.</param>
    /// <param name="backend">What computes; the processor when left out.</param>
    /// <param name="weights">The numbers that the weights of linear layers are kept in.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks the configuration or the weights.</exception>
    /// <exception cref="InvalidDataException">A file is malformed, the model type is not known, or the weights do not fit the configuration.</exception>
    public static Encoder Load(string folder, Backend? backend = null, WeightFormat weights = WeightFormat.Float32)
    {
        var checkpoint = CheckpointFolder.Open(folder);
        var source = Path.Combine(checkpoint.Path, CheckpointFolder.ConfigFileName);
        var family = ModelFamilies.Of(checkpoint.Config, source);
        var config = family.ReadConfig(new ConfigReader(checkpoint.Config, source));
        using var stored = checkpoint.OpenWeights();
        return Create(config, new CheckpointParameters(stored, family.EncoderNames(config)), backend, weights);
    }

    /// <summary>Computes the hidden states of a batch.</summary>
    /// <param name="batch">The tokens.</param>
    /// <param name="layers">Which layers to keep, 0 (the embeddings) to <see cref="EncoderConfig.LayerCount"/>; all when left out. Layers past
    /// the last of them are not computed.</param>
    /// <param name="threads">How many threads share the work; as many as there are processors when left out. 1 is fastest where several batches are
    /// computed at the same time. The results do not depend on it.</param>
    /// <param name="attentions">Whether to take down the attention weights, which costs about as much time again.</param>
    /// <exception cref="ArgumentException">A token id, type or position is outside the model's range, or there is no such layer.</exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    public HiddenStates Forward(TokenBatch batch, IReadOnlySet<int>? layers = null, int? threads = null, bool attentions = false)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var selection = layers is null ? LayerSelection.All(Config.LayerCount) : LayerSelection.Of(layers, Config.LayerCount);
        var recorder = attentions ? new AttentionRecorder() : null;
        return new HiddenStates(Run(batch, selection, TokenSelection.All, threads ?? Environment.ProcessorCount, recorder), _stack, recorder);
    }

    /// <summary>
    /// Computes the last hidden state of some tokens alone, the same bits as <see cref="Forward(TokenBatch, IReadOnlySet{int}?, int?, bool)"/> gives them. Where the architecture permits it (BERT and
    /// its kin), most of the last layer is left out for all others.
    /// </summary>
    /// <param name="batch">The tokens.</param>
    /// <param name="rows">The rows of the packed batch that are wanted, in ascending order.</param>
    /// <param name="threads">How many threads share the work; as many as there are processors when left out.</param>
    /// <returns>Hidden states of the last layer alone: those of the rows, whose <see cref="HiddenStates.Offsets"/> say which sequence they belong to.</returns>
    /// <exception cref="ArgumentException">A token id, type or position is outside the model's range, a row is none of the batch, or they are not in ascending order.</exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    public HiddenStates Forward(TokenBatch batch, ReadOnlySpan<int> rows, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Forward(batch, TokenSelection.Of(rows, batch), threads);
    }

    /// <summary>Computes the last hidden state of the tokens that are read.</summary>
    internal HiddenStates Forward(TokenBatch batch, TokenSelection read, int? threads) =>
        new(Run(batch, _lastLayer, read, threads ?? Environment.ProcessorCount), _stack, recorder: null);

    /// <summary>Computes the hidden states of a batch without garbage. The caller ends the pass.</summary>
    internal ForwardPass Run(TokenBatch batch, LayerSelection layers, TokenSelection read, int threads, AttentionRecorder? recorder = null)
    {
        BatchLimits.Check(batch, Config);
        var pass = _passes.Rent();
        try
        {
            pass.Computation.Arena.Threads = threads;
            pass.Run(_stack, batch, layers, read, recorder);
            return pass;
        }
        catch
        {
            pass.End();
            throw;
        }
    }

    /// <summary>
    /// Computes the hidden states of a batch in a computation of the caller's, for a loss with a backward pass: only the last layer is kept for the caller. They live in the
    /// caller's arena until the caller releases it; the encoder must not be disposed before.
    /// </summary>
    /// <exception cref="ArgumentException">A token id, type or position is outside the model's range.</exception>
    public HiddenStates Forward(Computation computation, TokenBatch batch) => Forward(computation, batch, TokenSelection.All);

    /// <summary>The same for some tokens alone: see <see cref="Forward(TokenBatch, ReadOnlySpan{int}, int?)"/>.</summary>
    /// <param name="computation">The computation in which a loss follows.</param>
    /// <param name="batch">The tokens.</param>
    /// <param name="rows">The rows of the packed batch that are wanted, in ascending order.</param>
    /// <exception cref="ArgumentException">A token id, type or position is outside the model's range, a row is none of the batch, or they are not in ascending order.</exception>
    public HiddenStates Forward(Computation computation, TokenBatch batch, ReadOnlySpan<int> rows)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Forward(computation, batch, TokenSelection.Of(rows, batch));
    }

    /// <summary>The same for the tokens that are read.</summary>
    internal HiddenStates Forward(Computation computation, TokenBatch batch, TokenSelection read)
    {
        ArgumentNullException.ThrowIfNull(computation);
        ArgumentNullException.ThrowIfNull(batch);
        BatchLimits.Check(batch, Config);
        var pass = new ForwardPass(computation, releases: false);
        pass.Run(_stack, batch, _lastLayer, read, recorder: null);
        return new HiddenStates(pass, _stack, recorder: null);
    }

    /// <summary>The pooler's output for each sequence, valid as long as the hidden states. <i>Shape:</i> [sequences, hidden].</summary>
    /// <param name="states">Hidden states with the last layer kept.</param>
    /// <exception cref="InvalidOperationException">The checkpoint has no pooler, or the last layer was not kept.</exception>
    public Tensor Pool(HiddenStates states)
    {
        ArgumentNullException.ThrowIfNull(states);
        if (_pooler is null)
            throw new InvalidOperationException("This checkpoint has no pooler.");
        return _pooler.Forward(states.Computation, states[Config.LayerCount], states.Offsets);
    }

    /// <summary>Frees the parameters, when the last computation that runs is done.</summary>
    public void Dispose()
    {
        _parameters.Dispose();
        _passes.Dispose();
    }
}
