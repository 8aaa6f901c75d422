using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Tokenizers;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>An encoder predicts tokens that are masked, and passages are compared where that is asked for.</summary>
internal sealed class MaskedObjective : IPretrainingObjective<PretrainingBatch>
{
    private const ulong HeldSeed = 0;
    private readonly PretrainedModel _model;
    private readonly PretrainedTokenizer _tokenizer;
    private readonly PretrainingOptions _options;
    private readonly MaskedTokens _masking;
    private readonly MaskedTokens _heldMasking;

    /// <param name="model">The model, with a head for masked tokens.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="options">What is masked, and which passages are compared.</param>
    public MaskedObjective(PretrainedModel model, PretrainedTokenizer tokenizer, PretrainingOptions options)
    {
        (_model, _tokenizer, _options) = (model, tokenizer, options);
        (_masking, _heldMasking) = (MaskedTokens.For(tokenizer, options.Masking), MaskedTokens.For(tokenizer, new MaskingOptions()));
        SpecialTokens = tokenizer.SpecialTokenCount(pair: false);
        Task = new MaskedLanguageTask(model, options.SentenceObjective == SentenceObjective.None ? 0 : options.SentenceWeight, options.SentenceScale);
    }

    /// <inheritdoc/>
    public ITrainingTask<PretrainingBatch> Task { get; }

    /// <inheritdoc/>
    public int LongestBlock => _model.Encoder.Config.MaximumPositions;

    /// <inheritdoc/>
    public int SpecialTokens { get; }

    /// <inheritdoc/>
    public int ReadingsPerBlock => _options.SentenceObjective == SentenceObjective.SamePassage ? 2 : 1;

    /// <inheritdoc/>
    public string Settings => "";

    /// <inheritdoc/>
    public PretrainingBatch Training(IEnumerable<IReadOnlyList<Passage>> blocks, long first) => Pack(blocks, _masking, _options.SentenceObjective, _options.Seed, first);

    /// <inheritdoc/>
    public PretrainingBatch Held(IEnumerable<IReadOnlyList<Passage>> blocks, long first) => Pack(blocks, _heldMasking, SentenceObjective.None, HeldSeed, first);

    /// <inheritdoc/>
    public LanguageModelScore Score(IEnumerable<PretrainingBatch> batches, int? threads, CancellationToken cancellation) => LanguageModelScore.Of(
        _model, _model.Heads.First(head => head.Objective == Objective.MaskedLanguageModel), batches.Select(batch => new LabeledBatch(batch.Tokens) { Classes = batch.Targets }), threads, cancellation);

    /// <inheritdoc/>
    public double OperationsPerToken(double length) => ComputeCost.Training(
        _model.Encoder.Config, length, _options.Masking.Rate, read: _options.SentenceObjective == SentenceObjective.None ? _options.Masking.Rate : 1);

    private PretrainingBatch Pack(IEnumerable<IReadOnlyList<Passage>> blocks, MaskedTokens masking, SentenceObjective sentences, ulong seed, long first)
    {
        var (builder, targets, pairs, sequences) = (new TokenBatchBuilder(), new List<int>(), new List<(int, int)>(), 0);
        foreach (var (i, block) in blocks.Index())
        {
            for (var j = 0; j < block.Count; j++)
            {
                if (sentences == SentenceObjective.Neighbours && j % 2 == 1)
                    pairs.Add((sequences - 1, sequences));
                Add(block[j], new PassageNumber(first + i, j));
                if (sentences != SentenceObjective.SamePassage)
                    continue;
                pairs.Add((sequences - 1, sequences));
                Add(block[j], new PassageNumber(first + i, block.Count + j));
            }
        }
        return new PretrainingBatch(builder.Build(), [.. targets], pairs);

        void Add(Passage passage, PassageNumber number)
        {
            var (ids, types) = _tokenizer.BuildInputs(passage.Ids);
            // The frame is the same for every text: so many special tokens before it, and the rest behind.
            var begin = Math.Max(0, ids.AsSpan().IndexOf(passage.Ids));
            var words = new int[ids.Length];
            Array.Fill(words, -1);
            passage.Words.CopyTo(words, begin);
            var masked = masking.Apply(ids, words, seed, number.Epoch, number.Example);
            builder.Add(masked.Ids, types);
            targets.AddRange(masked.Targets);
            sequences++;
        }
    }
}
