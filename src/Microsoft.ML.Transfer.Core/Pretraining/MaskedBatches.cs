using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tokenizers;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>Texts with tokens masked, in an order and with masks that are drawn anew for each epoch, from the seed alone. Texts without any token to predict are left out.</summary>
internal sealed class MaskedBatches : ITrainingBatches<PretrainingBatch>
{
    private readonly List<TokenEncoding> _texts = [];
    private readonly MaskedTokens _masking;
    private readonly ulong _seed;
    private readonly ShuffledBatches<int, IReadOnlyList<int>> _order;

    /// <param name="tokenizer">Reads the texts.</param>
    /// <param name="texts">The texts, each an example; what is longer than the tokenizer's limit is cut off.</param>
    /// <param name="masking">What is masked.</param>
    /// <param name="batchSize">How many are computed together, at least 1.</param>
    /// <param name="seed">Where the order and the masks come from.</param>
    /// <exception cref="ArgumentException">No text has a token to predict.</exception>
    /// <exception cref="NotSupportedException">The tokenizer has no mask token.</exception>
    public MaskedBatches(PretrainedTokenizer tokenizer, IReadOnlyList<string> texts, MaskingOptions masking, int batchSize, ulong seed)
    {
        (_masking, _seed) = (MaskedTokens.For(tokenizer, masking), seed);
        foreach (var text in texts)
        {
            var encoding = tokenizer.Encode(text);
            if (Mask(encoding, epoch: 0, _texts.Count).Targets.Any(target => target != CrossEntropy.Ignored))
                _texts.Add(encoding);
        }
        if (_texts.Count == 0)
            throw new ArgumentException($"None of the {texts.Count} texts has a token that could be predicted.", nameof(texts));
        _order = new ShuffledBatches<int, IReadOnlyList<int>>([.. Enumerable.Range(0, _texts.Count)], batchSize, seed, batch => batch);
    }

    /// <inheritdoc/>
    public int StepsPerEpoch => _order.StepsPerEpoch;

    /// <inheritdoc/>
    public IReadOnlyList<PretrainingBatch> Step(int epoch, int step) => [.. _order.Step(epoch, step).Select(batch => Pack(batch, epoch))];

    private PretrainingBatch Pack(IReadOnlyList<int> examples, int epoch)
    {
        var (builder, targets) = (new TokenBatchBuilder(), new List<int>());
        foreach (var example in examples)
        {
            var masked = Mask(_texts[example], epoch, example);
            builder.Add(masked.Ids, _texts[example].TypeIds);
            targets.AddRange(masked.Targets);
        }
        return new PretrainingBatch(builder.Build(), [.. targets], Pairs: []);
    }

    private MaskedSequence Mask(TokenEncoding text, int epoch, int example) => _masking.Apply(text.Ids, text.WordIds, _seed, epoch, example);
}
