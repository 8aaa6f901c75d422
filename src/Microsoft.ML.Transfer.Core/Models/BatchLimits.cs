using Microsoft.ML.Transfer.Batching;

namespace Microsoft.ML.Transfer.Models;

/// <summary>Whether a batch fits a model.</summary>
internal static class BatchLimits
{
    /// <summary>Refuses what would read outside an embedding table, with the place in the batch.</summary>
    public static void Check(TokenBatch batch, EncoderConfig config)
    {
        Check(batch.Ids, config.VocabularySize, "token id", "vocabulary");
        // A model that does not tell types apart may be given them all the same: tokenizers do not know.
        if (config.TypeVocabularySize > 0)
            Check(batch.TypeIds, config.TypeVocabularySize, "token type", "token types");
        if (config.Embeddings.Positions.Source == PositionSource.Index || config.Attention.Rotary is not null)
            Check(batch.Positions, config.MaximumPositions, "position", "positions");
        else if (config.Embeddings.Positions.Source != PositionSource.None)
            CheckLengths(batch, config.MaximumPositions);
    }

    private static void CheckLengths(TokenBatch batch, int limit)
    {
        for (var i = 0; i < batch.SequenceCount; i++)
        {
            var length = batch.Offsets[i + 1] - batch.Offsets[i];
            if (length > limit)
                throw new ArgumentException($"Sequence {i} of the batch has {length} tokens; the model reads at most {limit}.", nameof(batch));
        }
    }

    private static void Check(ReadOnlySpan<int> values, int limit, string what, string table)
    {
        var outside = values.IndexOfAnyExceptInRange(0, limit - 1);
        if (outside >= 0)
            throw new ArgumentException($"The {what} {values[outside]} of token {outside} of the batch is outside the model's {table}, 0 to {limit - 1}.", nameof(values));
    }
}
