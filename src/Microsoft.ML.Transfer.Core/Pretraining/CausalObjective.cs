using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>A model predicts each token of a passage from those before it.</summary>
/// <param name="model">The model, without a decoder.</param>
/// <param name="head">Its head for the token that follows.</param>
/// <param name="tokens">What stands before a passage.</param>
internal sealed class CausalObjective(PretrainedModel model, TaskHead head, CausalTokens tokens) : IPretrainingObjective<LabeledBatch>
{
    /// <inheritdoc/>
    public ITrainingTask<LabeledBatch> Task { get; } = new HeadTask(model, head);

    /// <inheritdoc/>
    public int LongestBlock => model.Encoder.Config.MaximumPositions;

    /// <inheritdoc/>
    public int SpecialTokens => tokens.SpecialTokens;

    /// <inheritdoc/>
    public int ReadingsPerBlock => 1;

    /// <inheritdoc/>
    public string Settings => "causal";

    /// <inheritdoc/>
    public LabeledBatch Training(IEnumerable<IReadOnlyList<Passage>> blocks, long first) =>
        CausalTexts.Collate([.. blocks.SelectMany(block => block).SelectMany(passage => tokens.OfPassage(passage.Ids, LongestBlock))]);

    /// <inheritdoc/>
    public LabeledBatch Held(IEnumerable<IReadOnlyList<Passage>> blocks, long first) => Training(blocks, first);

    /// <inheritdoc/>
    public LanguageModelScore Score(IEnumerable<LabeledBatch> batches, int? threads, CancellationToken cancellation) => LanguageModelScore.Of(model, head, batches, threads, cancellation);

    /// <inheritdoc/>
    public double OperationsPerToken(double length) => ComputeCost.Training(model.Encoder.Config, length, predicted: 1);
}
