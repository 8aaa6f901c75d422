using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>A decoder writes the spans of a passage that are hidden from its encoder (Raffel et al., 2020).</summary>
/// <param name="model">An encoder with its decoder.</param>
/// <param name="corruption">What hides spans.</param>
/// <param name="pairs">What makes batches for the model.</param>
/// <param name="spans">How much is hidden.</param>
/// <param name="seed">Where the spans come from that are trained on.</param>
internal sealed class SpanObjective(PretrainedModel model, SpanCorruption corruption, SequencePairs pairs, SpanCorruptionOptions spans, ulong seed) : IPretrainingObjective<SequencePairBatch>
{
    private const ulong HeldSeed = 0;
    private readonly SequencePairTask _task = new(model);

    /// <inheritdoc/>
    public ITrainingTask<SequencePairBatch> Task => _task;

    /// <summary>What both the encoder and the decoder take, and for whose spans there are sentinels.</summary>
    public int LongestBlock => Math.Min(corruption.LongestSequence + SpecialTokens, Math.Min(model.Encoder.Config.MaximumPositions, model.Decoder!.Config.MaximumPositions));

    /// <inheritdoc/>
    public int SpecialTokens => pairs.SpecialTokens;

    /// <inheritdoc/>
    public int ReadingsPerBlock => 1;

    /// <inheritdoc/>
    public string Settings => FormattableString.Invariant($"spans {spans.NoiseDensity:R} {spans.MeanSpanLength:R}");

    /// <inheritdoc/>
    public SequencePairBatch Training(IEnumerable<IReadOnlyList<Passage>> blocks, long first) => Pack(blocks, first, seed);

    /// <inheritdoc/>
    public SequencePairBatch Held(IEnumerable<IReadOnlyList<Passage>> blocks, long first) => Pack(blocks, first, HeldSeed);

    /// <inheritdoc/>
    public LanguageModelScore Score(IEnumerable<SequencePairBatch> batches, int? threads, CancellationToken cancellation) => _task.Score(batches, threads, cancellation);

    /// <inheritdoc/>
    public double OperationsPerToken(double length)
    {
        // Each span leaves a sentinel on either side.
        var sentinels = spans.NoiseDensity / spans.MeanSpanLength;
        return ComputeCost.Training(model.Encoder.Config, model.Decoder!.Config, length, 1 - spans.NoiseDensity + sentinels, spans.NoiseDensity + sentinels);
    }

    private SequencePairBatch Pack(IEnumerable<IReadOnlyList<Passage>> blocks, long first, ulong spanSeed) => pairs.Collate(
        from block in blocks.Index()
        from passage in block.Item.Index()
        where passage.Item.Ids.Length >= SpanCorruption.ShortestSequence
        let number = new PassageNumber(first + block.Index, passage.Index)
        select pairs.Frame(corruption.Apply(passage.Item.Ids, spanSeed, number.Epoch, number.Example)));
}
