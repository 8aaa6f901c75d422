using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Models;

/// <summary>
/// The decoder of an encoder–decoder model: it reads its own tokens so far, and in each layer the output of the encoder. Immutable once built;
/// any number of threads may compute with it at the same time, each on hidden states of its own.
/// </summary>
public sealed class Decoder
{
    private readonly TransformerStack _stack;
    private readonly LayerSelection _lastLayer;

    internal Decoder(EncoderConfig config, ParameterSet parameters, Encoder encoder)
    {
        Config = config;
        _lastLayer = LayerSelection.Of([config.LayerCount], config.LayerCount);
        _stack = new TransformerStack(parameters, ParameterPath.Root / "decoder", config, encoder.Words, readsMemory: true);
    }

    /// <summary>The architecture.</summary>
    public EncoderConfig Config { get; }

    /// <summary>
    /// Computes the hidden states of a batch in a computation of the caller's, for a loss with a backward pass, which goes on into the encoder. They live in the caller's arena until the caller
    /// releases it.
    /// </summary>
    /// <param name="computation">The computation in which <paramref name="encoded"/> was computed.</param>
    /// <param name="batch">The tokens of the decoder: one sequence for each of the encoder's.</param>
    /// <param name="encoded">What the encoder made of its tokens.</param>
    /// <exception cref="ArgumentException">A token is outside the model's range, or the numbers of sequences differ.</exception>
    internal HiddenStates Forward(Computation computation, TokenBatch batch, HiddenStates encoded)
    {
        Check(batch, encoded);
        var pass = new ForwardPass(computation, releases: false);
        pass.Run(_stack, batch, _lastLayer, TokenSelection.All, recorder: null, new Memory(encoded.Output, encoded.Sequences));
        return new HiddenStates(pass, _stack, recorder: null);
    }

    /// <summary>Computes the hidden states of a batch of tokens.</summary>
    /// <param name="batch">The tokens of the decoder: one sequence for each of the encoder's.</param>
    /// <param name="encoded">What the encoder made of its tokens, with the last layer kept.</param>
    /// <param name="attentions">Whether to take down the attention weights.</param>
    /// <returns>Hidden states in the memory of <paramref name="encoded"/>: to be disposed first, and before others are computed from it.</returns>
    /// <exception cref="ArgumentException">A token is outside the model's range, or the numbers of sequences differ.</exception>
    public HiddenStates Forward(TokenBatch batch, HiddenStates encoded, bool attentions = false)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(encoded);
        Check(batch, encoded);
        var recorder = attentions ? new AttentionRecorder() : null;
        var pass = new ForwardPass(encoded.Computation);
        try
        {
            pass.Run(_stack, batch, LayerSelection.All(Config.LayerCount), TokenSelection.All, recorder, new Memory(encoded.Output, encoded.Sequences));
            return new HiddenStates(pass, _stack, recorder);
        }
        catch
        {
            pass.End();
            throw;
        }
    }

    private void Check(TokenBatch batch, HiddenStates encoded)
    {
        BatchLimits.Check(batch, Config);
        if (batch.SequenceCount != encoded.Offsets.Shape.Rows - 1)
            throw new ArgumentException($"The decoder needs one sequence for each of the encoder's {encoded.Offsets.Shape.Rows - 1}; got {batch.SequenceCount}.", nameof(batch));
    }
}
