using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tokenizers;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>Texts as batches for the head of a masked language model.</summary>
internal static class MaskedTexts
{
    /// <summary>Tokenizes, masks and packs texts. Those without any token to predict are left out.</summary>
    /// <param name="tokenizer">The tokenizer of the model.</param>
    /// <param name="texts">The texts, each an example.</param>
    /// <param name="masking">What is masked.</param>
    /// <param name="seed">What the masks are drawn from.</param>
    /// <param name="maximumLength">The most tokens of a text, special tokens included; what is longer is cut off.</param>
    /// <param name="tokensPerBatch">How many tokens make a batch; a longer text makes one of its own. 0 for a text each.</param>
    /// <exception cref="NotSupportedException">The tokenizer has no mask token.</exception>
    public static IEnumerable<LabeledBatch> Batches(PretrainedTokenizer tokenizer, IReadOnlyList<string> texts, MaskingOptions masking, ulong seed, int maximumLength, int tokensPerBatch)
    {
        var mask = MaskedTokens.For(tokenizer, masking);
        var reader = tokenizer.With(new TruncationOptions(Math.Min(maximumLength, tokenizer.ModelMaxLength ?? int.MaxValue)), padding: null);
        return Pack();

        IEnumerable<LabeledBatch> Pack()
        {
            var (builder, targets) = (new TokenBatchBuilder(), new List<int>());
            for (var i = 0; i < texts.Count; i++)
            {
                var encoding = reader.Encode(texts[i]);
                var masked = mask.Apply(encoding.Ids, encoding.WordIds, seed, epoch: 0, i);
                if (masked.Targets.All(target => target == CrossEntropy.Ignored))
                    continue;
                if (targets.Count > 0 && targets.Count + masked.Ids.Length > tokensPerBatch)
                {
                    yield return new LabeledBatch(builder.Build()) { Classes = targets.ToArray() };
                    (builder, targets) = (new TokenBatchBuilder(), []);
                }
                builder.Add(masked.Ids, encoding.TypeIds);
                targets.AddRange(masked.Targets);
            }
            if (targets.Count > 0)
                yield return new LabeledBatch(builder.Build()) { Classes = targets.ToArray() };
        }
    }
}
