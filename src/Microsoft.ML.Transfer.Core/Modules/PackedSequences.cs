using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>Which tokens of a batch see each other, and from how far, on the device. One object serves one batch after the other.</summary>
internal sealed class PackedSequences
{
    private Tensor? _offsets;

    /// <summary>Where each sequence begins. <i>Shape:</i> [sequences + 1].</summary>
    public Tensor Offsets => _offsets ?? throw new InvalidOperationException("No batch has been uploaded.");

    /// <summary>0 for tokens that none attends to. <i>Shape:</i> [tokens]; null when all are visible.</summary>
    public Tensor? Visible { get; private set; }

    /// <summary>The length of the longest sequence.</summary>
    public int Longest { get; private set; }

    /// <summary>The position of each token, where the layers need it. <i>Shape:</i> [tokens].</summary>
    public Tensor? Positions { get; set; }

    /// <summary>A bias for each distance and head, where the layers add one. <i>Shape:</i> [distances, heads].</summary>
    public Tensor? DistanceBias { get; set; }

    /// <summary>The vectors of distances, where the layers attend to them. <i>Shape:</i> [rows, hidden].</summary>
    public Tensor? DistanceVectors { get; set; }

    /// <summary>The row of <see cref="DistanceVectors"/> of each distance. <i>Shape:</i> [distances].</summary>
    public Tensor? DistanceRows { get; set; }

    /// <summary>What a decoder reads beside its own tokens.</summary>
    public Memory? Memory { get; set; }

    /// <summary>Takes down the attention weights; null where nobody asked for them.</summary>
    public AttentionRecorder? Recorder { get; set; }

    /// <summary>Takes over the sequences of a batch.</summary>
    public void Upload(Arena arena, TokenBatch batch)
    {
        _offsets = arena.Upload(batch.Offsets);
        Visible = batch.Visible.IsEmpty ? null : arena.Upload(batch.Visible);
        Longest = LongestOf(batch.Offsets);
    }

    private static int LongestOf(ReadOnlySpan<int> offsets)
    {
        var longest = 0;
        for (var i = 1; i < offsets.Length; i++)
            longest = Math.Max(longest, offsets[i] - offsets[i - 1]);
        return longest;
    }
}

/// <summary>An encoder's output, as a decoder reads it.</summary>
/// <param name="States">The output. <i>Shape:</i> [tokens of the encoder, hidden].</param>
/// <param name="Sequences">The encoder's sequences, one for each of the decoder's.</param>
internal sealed record Memory(Tensor States, PackedSequences Sequences);
