using System.Runtime.InteropServices;
using Microsoft.ML.Transfer.Batching;

namespace Microsoft.ML.Transfer.Models;

/// <summary>
/// The tokens of a batch whose last hidden state somebody reads. A layer makes a token's output of the keys and values of all tokens, but of the query, the residual and the feed-forward network
/// of that token alone: of the last layer, whatever stands only for tokens that nobody reads need not be computed.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly ref struct TokenSelection
{
    private TokenSelection(ReadOnlySpan<int> rows)
    {
        Rows = rows;
        IsSome = true;
    }

    /// <summary>All tokens.</summary>
    public static TokenSelection All => default;

    /// <summary>Whether only <see cref="Rows"/> are read; else all are.</summary>
    public bool IsSome { get; }

    /// <summary>The tokens by their row in the packed batch, in ascending order.</summary>
    public ReadOnlySpan<int> Rows { get; }

    /// <summary>Some tokens.</summary>
    /// <param name="rows">Their rows in the packed batch, each once, in ascending order.</param>
    /// <param name="batch">The batch.</param>
    /// <exception cref="ArgumentException">The rows are not in ascending order, or one is none of the batch.</exception>
    public static TokenSelection Of(ReadOnlySpan<int> rows, TokenBatch batch)
    {
        var last = -1;
        foreach (var row in rows)
        {
            if (row <= last || row >= batch.TokenCount)
                throw new ArgumentException($"Expected rows of a batch of {batch.TokenCount} tokens in ascending order, each once; got {row} after {last}.", nameof(rows));
            last = row;
        }
        return new TokenSelection(rows);
    }

    /// <summary>The first token of each sequence that has any.</summary>
    public static TokenSelection FirstOfEach(TokenBatch batch)
    {
        var offsets = batch.Offsets;
        for (var s = 0; s < batch.SequenceCount; s++)
        {
            if (offsets[s] == offsets[s + 1])
                return OfSequences(batch, static (start, _) => start);
        }
        // Where none is empty, which is the rule, these are the offsets themselves.
        return new TokenSelection(offsets[..^1]);
    }

    /// <summary>The last token of each sequence that has any.</summary>
    public static TokenSelection LastOfEach(TokenBatch batch) => OfSequences(batch, static (_, end) => end - 1);

    private static TokenSelection OfSequences(TokenBatch batch, Func<int, int, int> row)
    {
        var rows = new List<int>(batch.SequenceCount);
        for (var s = 0; s < batch.SequenceCount; s++)
        {
            var (start, end) = (batch.Offsets[s], batch.Offsets[s + 1]);
            if (start < end)
                rows.Add(row(start, end));
        }
        return new TokenSelection(rows.ToArray());
    }
}
