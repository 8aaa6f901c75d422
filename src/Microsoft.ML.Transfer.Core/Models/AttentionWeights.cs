namespace Microsoft.ML.Transfer.Models;

/// <summary>How much each token of a batch attended to each other in one attention: the softmax of the scores.</summary>
public sealed class AttentionWeights
{
    private readonly float[] _values;

    internal AttentionWeights(int heads, int columns, float[] values) => (Heads, Columns, _values) = (heads, columns, values);

    /// <summary>The number of heads.</summary>
    public int Heads { get; }

    /// <summary>The length of the longest sequence that was attended to.</summary>
    public int Columns { get; }

    /// <summary>
    /// The weights: for each sequence, for each head, for each of its tokens a row over the tokens attended to, which sums to 1, padded with
    /// zeros to <see cref="Columns"/>. <i>Shape:</i> [heads · tokens, columns]; [sequences, heads, length, columns] where all sequences have one length.
    /// </summary>
    public ReadOnlyMemory<float> Values => _values;
}
