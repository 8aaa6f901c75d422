using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>Which tokens of a batch see each other, on the device.</summary>
/// <param name="Offsets">Where each sequence begins. <i>Shape:</i> [sequences + 1].</param>
/// <param name="Visible">0 for tokens that none attends to. <i>Shape:</i> [tokens]; null when all are visible.</param>
/// <param name="Longest">The length of the longest sequence.</param>
internal sealed record PackedSequences(Tensor Offsets, Tensor? Visible, int Longest)
{
    /// <summary>What else the layers need, in models that need more.</summary>
    public LayerContext? Context { get; init; }

    public static PackedSequences Upload(Arena arena, TokenBatch batch) =>
        new(arena.Upload(batch.Offsets), batch.Visible.IsEmpty ? null : arena.Upload(batch.Visible), LongestOf(batch.Offsets));

    private static int LongestOf(ReadOnlySpan<int> offsets)
    {
        var longest = 0;
        for (var i = 1; i < offsets.Length; i++)
            longest = Math.Max(longest, offsets[i] - offsets[i - 1]);
        return longest;
    }
}

/// <summary>What the layers of some models need to know of a batch beside its sequences.</summary>
internal sealed record LayerContext
{
    /// <summary>The position of each token, where the layers need it. <i>Shape:</i> [tokens].</summary>
    public Tensor? Positions { get; init; }

    /// <summary>A bias for each distance and head, where the layers add one. <i>Shape:</i> [distances, heads].</summary>
    public Tensor? DistanceBias { get; init; }

    /// <summary>The vectors of distances, where the layers attend to them. <i>Shape:</i> [rows, hidden].</summary>
    public Tensor? DistanceVectors { get; init; }

    /// <summary>The row of <see cref="DistanceVectors"/> of each distance. <i>Shape:</i> [distances].</summary>
    public Tensor? DistanceRows { get; init; }

    /// <summary>What a decoder reads beside its own tokens.</summary>
    public Memory? Memory { get; init; }

    /// <summary>Takes down the attention weights; null where nobody asked for them.</summary>
    public AttentionRecorder? Recorder { get; init; }
}

/// <summary>An encoder's output, as a decoder reads it.</summary>
/// <param name="States">The output. <i>Shape:</i> [tokens of the encoder, hidden].</param>
/// <param name="Sequences">The encoder's sequences, one for each of the decoder's.</param>
/// <param name="Mark">Where the decoder's own memory begins.</param>
internal sealed record Memory(Tensor States, PackedSequences Sequences, ArenaMark Mark);
