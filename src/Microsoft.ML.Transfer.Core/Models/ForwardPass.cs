using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Models;

/// <summary>
/// One batch on its way through a stack, and everything that it needs there: the arena, the sequences, the layers that are kept. An encoder's
/// passes return to it when they end and serve the next batch, so that a batch makes no garbage. Belongs to one thread.
/// </summary>
internal sealed class ForwardPass
{
    private readonly PassPool? _pool;
    private readonly bool _keepsMemory;
    private ParameterSet.Use _use;
    private ArenaMark _start;

    /// <summary>A pass that is kept for further batches.</summary>
    public ForwardPass(Computation computation, PassPool pool) => (Computation, _pool) = (computation, pool);

    /// <summary>A pass of a single batch in an arena that others own.</summary>
    /// <param name="computation">What computes, and where.</param>
    /// <param name="releases">Whether everything from here on is freed at the end; if not, the arena's owner frees it, as one who has yet to compute gradients does.</param>
    public ForwardPass(Computation computation, bool releases = true) => (Computation, _start, _keepsMemory) = (computation, computation.Arena.Mark(), !releases);

    /// <summary>What computes, and where.</summary>
    public Computation Computation { get; }

    /// <summary>The sequences of the batch.</summary>
    public PackedSequences Sequences { get; } = new();

    /// <summary>What the layers made of the batch.</summary>
    public StackStates States { get; } = new();

    /// <summary>Starts with a new batch.</summary>
    /// <param name="use">Keeps the parameters alive until the end.</param>
    public void Begin(ParameterSet.Use use) => _use = use;

    /// <summary>Computes the layers.</summary>
    /// <param name="stack">Embeddings and layers.</param>
    /// <param name="batch">The tokens.</param>
    /// <param name="layers">Which layers to keep.</param>
    /// <param name="read">Which tokens of the last layer to keep.</param>
    /// <param name="recorder">Takes down the attention weights, where given.</param>
    /// <param name="memory">What a decoder reads beside its own tokens.</param>
    public void Run(TransformerStack stack, TokenBatch batch, LayerSelection layers, TokenSelection read, AttentionRecorder? recorder, Memory? memory = null)
    {
        stack.Prepare(Computation, batch, read, Sequences, recorder, memory);
        stack.Forward(Computation, batch, Sequences, layers, States);
    }

    /// <summary>Frees the memory, or gives it to the next batch. To be called once.</summary>
    public void End()
    {
        if (!_keepsMemory)
            Computation.Arena.Release(_start);
        Sequences.Recorder = null;
        if (_pool is null)
            return;
        var use = _use;
        _pool.Return(this);
        use.Dispose();
    }
}
