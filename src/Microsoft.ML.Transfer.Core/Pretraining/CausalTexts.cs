using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Tokenizers;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>Texts as batches for the head of a causal language model.</summary>
internal static class CausalTexts
{
    /// <summary>Tokenizes and packs texts, each from its beginning to its end, in as many sequences as it needs.</summary>
    /// <param name="tokenizer">The tokenizer of the model.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="maximumLength">The most tokens of a sequence.</param>
    /// <param name="tokensPerBatch">How many tokens make a batch; a longer sequence makes one of its own. 0 for a sequence each.</param>
    /// <exception cref="NotSupportedException">The tokenizer has no token that ends a text.</exception>
    public static IEnumerable<LabeledBatch> Batches(PretrainedTokenizer tokenizer, IEnumerable<string> texts, int maximumLength, int tokensPerBatch)
    {
        var tokens = CausalTokens.For(tokenizer);
        return Pack(texts.SelectMany(text => tokens.OfText(Encode(text), maximumLength)), tokensPerBatch);

        int[] Encode(string text)
        {
            var ids = new List<int>();
            tokenizer.EncodeIds(text, ids);
            return [.. ids];
        }
    }

    /// <summary>A batch of sequences.</summary>
    public static LabeledBatch Collate(IReadOnlyList<PredictedSequence> sequences)
    {
        var builder = new TokenBatchBuilder();
        foreach (var sequence in sequences)
            builder.Add(sequence.Ids);
        return new LabeledBatch(builder.Build()) { Classes = sequences.SelectMany(sequence => sequence.Targets).ToArray() };
    }

    /// <summary>Sequences in batches of at most so many tokens, in their order.</summary>
    public static IEnumerable<LabeledBatch> Pack(IEnumerable<PredictedSequence> sequences, int tokensPerBatch)
    {
        var (batch, tokens) = (new List<PredictedSequence>(), 0);
        foreach (var sequence in sequences)
        {
            if (batch.Count > 0 && tokens + sequence.Ids.Length > tokensPerBatch)
            {
                yield return Collate(batch);
                (batch, tokens) = ([], 0);
            }
            batch.Add(sequence);
            tokens += sequence.Ids.Length;
        }
        if (batch.Count > 0)
            yield return Collate(batch);
    }
}
