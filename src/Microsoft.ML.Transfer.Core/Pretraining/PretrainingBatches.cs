using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Tokenizers;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>The batches of a pre-training: each a function of its step alone.</summary>
internal sealed class PretrainingBatches : ITrainingBatches<PretrainingBatch>
{
    private readonly PassageSource _passages;
    private readonly PretrainedTokenizer _tokenizer;
    private readonly MaskedTokens _masking;
    private readonly SentenceObjective _objective;
    private readonly ulong _seed;
    private readonly int _blocksPerStep;

    /// <param name="passages">The texts.</param>
    /// <param name="tokenizer">Frames passages by special tokens.</param>
    /// <param name="masking">What is masked.</param>
    /// <param name="objective">Which passages make pairs.</param>
    /// <param name="blocksPerStep">How many blocks of the text make a step.</param>
    /// <param name="seed">Where the masks come from.</param>
    public PretrainingBatches(PassageSource passages, PretrainedTokenizer tokenizer, MaskingOptions masking, SentenceObjective objective, int blocksPerStep, ulong seed)
    {
        (_passages, _tokenizer, _objective, _blocksPerStep, _seed) = (passages, tokenizer, objective, blocksPerStep, seed);
        _masking = MaskedTokens.For(tokenizer, masking);
    }

    /// <inheritdoc/>
    public int StepsPerEpoch => (int)Math.Min(int.MaxValue, Math.Max(1, _passages.BlocksPerEpoch / _blocksPerStep));

    /// <inheritdoc/>
    public IReadOnlyList<PretrainingBatch> Step(int epoch, int step) => [OfStep((long)epoch * StepsPerEpoch + step)];

    /// <summary>The batch of a step.</summary>
    /// <param name="step">Which step, from 0, counted through all epochs.</param>
    public PretrainingBatch OfStep(long step) => Pack(
        Enumerable.Range(0, _blocksPerStep).Select(i => _passages.Block(step * _blocksPerStep + i)), _masking, _objective, first: step * _blocksPerStep);

    /// <summary>Passages that are not trained on, masked the same each time.</summary>
    /// <param name="held">The texts.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="masking">What is masked.</param>
    /// <param name="blocks">How many blocks at most.</param>
    /// <param name="split">Into how many passages each is split.</param>
    /// <param name="seed">Where the masks come from.</param>
    public static IReadOnlyList<LabeledBatch> ForMeasuring(PassageSource held, PretrainedTokenizer tokenizer, MaskingOptions masking, int blocks, int split, ulong seed)
    {
        const int blocksPerBatch = 8;
        var batches = new PretrainingBatches(held, tokenizer, masking, SentenceObjective.None, blocksPerBatch, seed);
        return [.. held.Spread(blocks, split).Chunk(blocksPerBatch).Select((some, i) =>
        {
            var batch = batches.Pack(some, batches._masking, SentenceObjective.None, first: (long)i * blocksPerBatch);
            return new LabeledBatch(batch.Tokens) { Classes = batch.Targets };
        })];
    }

    private PretrainingBatch Pack(IEnumerable<IReadOnlyList<Passage>> blocks, MaskedTokens masking, SentenceObjective objective, long first)
    {
        var (builder, targets, pairs, sequences) = (new TokenBatchBuilder(), new List<int>(), new List<(int, int)>(), 0);
        foreach (var (i, block) in blocks.Index())
        {
            for (var j = 0; j < block.Count; j++)
            {
                if (objective == SentenceObjective.Neighbours && j % 2 == 1)
                    pairs.Add((sequences - 1, sequences));
                Add(block[j], (first + i, j));
                if (objective != SentenceObjective.SamePassage)
                    continue;
                pairs.Add((sequences - 1, sequences));
                Add(block[j], (first + i, block.Count + j));
            }
        }
        return new PretrainingBatch(builder.Build(), [.. targets], pairs);

        void Add(Passage passage, (long Block, int Part) place)
        {
            var (ids, types) = _tokenizer.BuildInputs(passage.Ids);
            // The frame is the same for every text: so many special tokens before it, and the rest behind.
            var begin = Math.Max(0, ids.AsSpan().IndexOf(passage.Ids));
            var words = new int[ids.Length];
            Array.Fill(words, -1);
            passage.Words.CopyTo(words, begin);
            // The two numbers that masks are drawn from have 32 bits each.
            var masked = masking.Apply(ids, words, _seed, unchecked((int)(place.Block >> 24)), unchecked((int)(place.Block << 8)) ^ place.Part);
            builder.Add(masked.Ids, types);
            targets.AddRange(masked.Targets);
            sequences++;
        }
    }
}
