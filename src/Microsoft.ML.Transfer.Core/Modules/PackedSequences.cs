using System.Buffers;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>Which tokens of a batch see each other, and from how far, on the device. One object serves one batch after the other.</summary>
internal sealed class PackedSequences
{
    private Tensor? _offsets;
    private PackedSequences? _read;

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

    /// <summary>The sequences of keys and values, where those of learned ones stand before each; null where they are the same.</summary>
    public PackedSequences? Keys { get; private set; }

    /// <summary>The sequences as the layers see them, where learned vectors stand before each; null where they are the same.</summary>
    public PackedSequences? Prompted { get; private set; }

    /// <summary>The tokens whose last hidden state somebody reads, as sequences of their own, whose keys are those of all tokens; null where all are read.</summary>
    public PackedSequences? Read { get; private set; }

    /// <summary>The sequences of the last layer's output.</summary>
    public PackedSequences Output => Read ?? this;

    /// <summary>The rows of all tokens that these sequences consist of; null where they are all of them. <i>Shape:</i> [tokens].</summary>
    public Tensor? Rows { get; private set; }

    /// <summary>The hidden states of all tokens, which keys and values are made of where these sequences are only some of them; else null. <i>Shape:</i> [all tokens, hidden].</summary>
    public Tensor? Context { get; set; }

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
        Read = null;
    }

    /// <summary>The tokens that are read of the last layer.</summary>
    public void UploadRead(Arena arena, TokenBatch batch, ReadOnlySpan<int> rows)
    {
        // Kept from batch to batch, as this object is.
        Read = _read ??= new PackedSequences();
        _read.UploadSome(arena, batch, rows);
        _read.Keys = this;
    }

    /// <summary>The sequences of a batch with so many visible rows before each, for keys and values.</summary>
    public void UploadKeys(Arena arena, TokenBatch batch, int rows) => (Keys ??= new PackedSequences()).Upload(arena, batch, rows);

    /// <summary>The sequences of a batch with so many visible rows before each, for the layers.</summary>
    public PackedSequences UploadPrompted(Arena arena, TokenBatch batch, int rows)
    {
        Prompted ??= new PackedSequences();
        Prompted.Upload(arena, batch, rows);
        return Prompted;
    }

    private void Upload(Arena arena, TokenBatch batch, int before)
    {
        var offsets = batch.Offsets.ToArray();
        for (var s = 0; s < offsets.Length; s++)
            offsets[s] += s * before;
        _offsets = arena.Upload(offsets);
        Longest = LongestOf(offsets);
        Visible = null;
        if (batch.Visible.IsEmpty)
            return;
        var visible = new int[offsets[^1]];
        Array.Fill(visible, 1);
        for (var s = 0; s < batch.SequenceCount; s++)
            batch.Visible[batch.Offsets[s]..batch.Offsets[s + 1]].CopyTo(visible.AsSpan(offsets[s] + before));
        Visible = arena.Upload(visible);
    }

    private void UploadSome(Arena arena, TokenBatch batch, ReadOnlySpan<int> rows)
    {
        var rented = ArrayPool<int>.Shared.Rent(batch.Offsets.Length);
        var offsets = rented.AsSpan(0, batch.Offsets.Length);
        var count = 0;
        for (var s = 0; s < offsets.Length; s++)
        {
            while (count < rows.Length && rows[count] < batch.Offsets[s])
                count++;
            offsets[s] = count;
        }
        (_offsets, Rows, Longest) = (arena.Upload(offsets), arena.Upload(rows), LongestOf(offsets));
        ArrayPool<int>.Shared.Return(rented);
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
