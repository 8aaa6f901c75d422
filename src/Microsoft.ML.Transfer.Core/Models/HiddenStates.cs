using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Models;

/// <summary>
/// The hidden states of a batch: what each layer of an encoder made of its tokens. Layer 0 is the output of the embeddings, layer k that of
/// the k-th transformer layer. Valid until disposed; belongs to one thread.
/// </summary>
public sealed class HiddenStates : IDisposable
{
    private readonly ForwardPass _pass;
    private readonly TransformerStack _stack;
    private readonly AttentionRecorder? _recorder;
    private bool _disposed;

    /// <param name="pass">What computed them; ends with this object.</param>
    /// <param name="stack">What it computed.</param>
    /// <param name="recorder">What took down the attention weights; null where nobody asked for them.</param>
    internal HiddenStates(ForwardPass pass, TransformerStack stack, AttentionRecorder? recorder) =>
        (_pass, _stack, _recorder, LayerCount) = (pass, stack, recorder, pass.States.Layers.Length - 1);

    /// <summary>The number of transformer layers of the encoder; layers 0 to this one can have been kept.</summary>
    public int LayerCount { get; }

    /// <summary>
    /// The hidden states of a layer. <i>Shape:</i> [tokens, hidden], the sequences packed one after the other. Those of the last layer are
    /// normalised where the model ends in a normalisation.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The encoder has no such layer.</exception>
    /// <exception cref="InvalidOperationException">The layer was not asked for when the batch was computed.</exception>
    public Tensor this[int layer]
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            ArgumentOutOfRangeException.ThrowIfNegative(layer);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(layer, LayerCount);
            return _pass.States.Layers[layer] ?? throw new InvalidOperationException($"Layer {layer} was not among the layers that were asked for.");
        }
    }

    /// <summary>Where each sequence begins, counted in the tokens whose states these are. <i>Shape:</i> [sequences + 1].</summary>
    public Tensor Offsets
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _pass.Sequences.Output.Offsets;
        }
    }

    /// <summary>
    /// What the model gives out and task heads read: the last layer, in the length of word vectors where the model brings it back to that (OPT).
    /// <i>Shape:</i> [tokens, size].
    /// </summary>
    /// <exception cref="InvalidOperationException">The last layer was not kept.</exception>
    public Tensor Output => _stack.Output(Computation, this[LayerCount]);

    /// <summary>
    /// The last layer before the normalisation that the model ends in, where the model counts that as no part of the layer (ModernBERT) and all
    /// layers were kept; else null.
    /// <i>Shape:</i> [tokens, hidden].
    /// </summary>
    public Tensor? BeforeFinalNorm
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _pass.States.BeforeNorm;
        }
    }

    /// <summary>The attention weights in the order of the layers; empty when they were not asked for. They outlive this object.</summary>
    public IReadOnlyList<AttentionWeights> Attentions => _recorder is null ? [] : _recorder.Self;

    /// <summary>The weights of a decoder's attentions to the output of the encoder; empty when there are none or they were not asked for.</summary>
    public IReadOnlyList<AttentionWeights> CrossAttentions => _recorder is null ? [] : _recorder.Cross;

    /// <summary>One vector a sequence, valid as long as the hidden states. <i>Shape:</i> [sequences, hidden].</summary>
    /// <param name="layer">The layer, which must have been kept.</param>
    /// <param name="pooling">How the tokens of a sequence are combined.</param>
    public Tensor Pool(int layer, Pooling pooling) => Computation.Apply(pooling.ToOperation(), this[layer], Offsets);

    /// <summary>The sequences, for a decoder that reads these states.</summary>
    internal PackedSequences Sequences
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _pass.Sequences;
        }
    }

    /// <summary>For further operations on the hidden states, in the same memory.</summary>
    internal Computation Computation
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _pass.Computation;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _pass.End();
    }
}
