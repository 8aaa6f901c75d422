using Microsoft.ML.Transfer.Batching;

namespace Microsoft.ML.Transfer.Models;

/// <summary>Whether a batch fits a model.</summary>
internal static class BatchLimits
{
    /// <summary>Refuses what would read outside an embedding table, with the place in the batch.</summary>
    public static void Check(TokenBatch batch, EncoderConfig config)
    {
        Check(batch.Ids, config.VocabularySize, "token id", "vocabulary");
        Check(batch.TypeIds, config.TypeVocabularySize, "token type", "token types");
        Check(batch.Positions, config.MaximumPositions, "position", "positions");
    }

    private static void Check(ReadOnlySpan<int> values, int limit, string what, string table)
    {
        var outside = values.IndexOfAnyExceptInRange(0, limit - 1);
        if (outside >= 0)
            throw new ArgumentException($"The {what} {values[outside]} of token {outside} of the batch is outside the model's {table}, 0 to {limit - 1}.", nameof(values));
    }
}
