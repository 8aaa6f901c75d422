using System.Buffers;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>
/// Vectors before the embeddings of each sequence (Lester et al., 2021), which the layers treat as tokens and nobody else sees. They have no learned position of their own; where
/// positions turn queries and keys, theirs is 0. <para><i>Parameters:</i> weight [length, hidden].</para>
/// </summary>
internal sealed class PromptRows(ParameterSet parameters, ParameterPath path, int length, EncoderConfig config)
{
    private static readonly PrependRows Prepend = new();
    private static readonly GatherRows Gather = new();
    private readonly Tensor _rows = parameters.Create(path / "weight", new Shape(length, config.HiddenSize), Initialization.Normal);

    /// <summary>The number of vectors.</summary>
    public int Length => length;

    /// <summary>Puts them before each sequence. Shape: [tokens, hidden] → [tokens + sequences · length, hidden].</summary>
    public Tensor Put(Computation computation, Tensor embeddings, PackedSequences sequences) => computation.Apply(Prepend, _rows, embeddings, sequences.Offsets);

    /// <summary>Takes them away again, from each layer that was kept. Shape: [tokens + sequences · length, hidden] → [tokens, hidden].</summary>
    public void Remove(Computation computation, TokenBatch batch, StackStates states)
    {
        var own = Upload(computation.Arena, batch, forPrompt: null, (sequence, token) => token + (sequence + 1) * length);
        for (var i = 0; i < states.Layers.Length; i++)
        {
            if (states.Layers[i] is { } layer)
                states.Layers[i] = computation.Apply(Gather, layer, own);
        }
        if (states.BeforeNorm is { } before)
            states.BeforeNorm = computation.Apply(Gather, before, own);
    }

    /// <summary>The positions of all rows. <i>Shape:</i> [tokens + sequences · length].</summary>
    public Tensor Positions(Arena arena, TokenBatch batch)
    {
        var positions = batch.Positions.ToArray();
        return Upload(arena, batch, forPrompt: 0, (_, token) => positions[token]);
    }

    /// <summary>A number for each token, by its sequence and its place in the batch, and where wanted one for each row of the prompts.</summary>
    private Tensor Upload(Arena arena, TokenBatch batch, int? forPrompt, Func<int, int, int> forToken)
    {
        var count = batch.TokenCount + (forPrompt is null ? 0 : batch.SequenceCount * length);
        var rented = ArrayPool<int>.Shared.Rent(count);
        var at = 0;
        for (var s = 0; s < batch.SequenceCount; s++)
        {
            for (var i = 0; forPrompt is { } value && i < length; i++)
                rented[at++] = value;
            for (var t = batch.Offsets[s]; t < batch.Offsets[s + 1]; t++)
                rented[at++] = forToken(s, t);
        }
        var uploaded = arena.Upload(rented.AsSpan(0, count));
        ArrayPool<int>.Shared.Return(rented);
        return uploaded;
    }
}
