using Microsoft.ML.Transfer.Forgetting;

namespace Microsoft.ML.Transfer;

/// <summary>How a fine-tuning went.</summary>
/// <param name="Epochs">What happened in each epoch, in their order.</param>
/// <param name="Examples">How many examples were trained on.</param>
/// <param name="ValidationExamples">How many were kept out.</param>
/// <param name="Steps">How many steps were taken.</param>
/// <param name="BestEpoch">The epoch whose weights were kept, from 1.</param>
/// <param name="StoppedEarly">Whether the training ended before its last epoch because nothing became better.</param>
/// <param name="Duration">How long it took; where it was resumed, since then.</param>
public sealed record FineTuningSummary(
    IReadOnlyList<EpochSummary> Epochs, int Examples, int ValidationExamples, int Steps, int BestEpoch, bool StoppedEarly, TimeSpan Duration)
{
    /// <summary>How far each part of the model went from where it began; null where it was not asked for.</summary>
    public ForgettingReport? Forgetting { get; init; }
}

/// <summary>What happened in an epoch.</summary>
/// <param name="Epoch">Which, from 1.</param>
/// <param name="Loss">The mean loss of its steps.</param>
/// <param name="Validation">How the examples that were kept out are predicted after it; null where there are none.</param>
public sealed record EpochSummary(int Epoch, double Loss, ValidationResult? Validation);
