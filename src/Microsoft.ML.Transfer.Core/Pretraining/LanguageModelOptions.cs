using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>How a <see cref="LanguageModelTraining"/> trains. Immutable.</summary>
public sealed record LanguageModelOptions
{
    /// <summary>How many tokens a sequence has at most, special tokens included, from 8 to the positions of the model; longer texts make several. 256 by default.</summary>
    public int MaximumLength { get; init; } = 256;

    /// <summary>How many sequences are computed together, at least 1. 16 by default.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>How many batches make a step, at least 1.</summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>What is hidden from a model with a decoder; causal models do not use it.</summary>
    public SpanCorruptionOptions Spans { get; init; } = new();

    /// <summary>Learning rate, optimizer, epochs, dropout, seed and threads.</summary>
    public TrainerOptions Training { get; init; } = new();

    /// <summary>Told of each step on the thread that trains.</summary>
    public Action<TrainingStep>? Progress { get; init; }

    internal void Check(int maximumPositions)
    {
        OptionRange.Require(MaximumLength, MaximumLength >= 8 && MaximumLength <= maximumPositions, FormattableString.Invariant($"A sequence has from 8 tokens to the {maximumPositions} positions of the model."));
        OptionRange.Require(BatchSize, BatchSize >= 1, "A batch has at least one sequence.");
        OptionRange.Require(Accumulation, Accumulation >= 1, "A step has at least one batch.");
    }
}
