namespace Microsoft.ML.Transfer;

/// <summary>How far a fine-tuning is.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">How many there are.</param>
/// <param name="Step">The step that was taken, from 1, counted through all epochs.</param>
/// <param name="Steps">How many there are in all.</param>
/// <param name="Loss">The loss of the step's examples before the step.</param>
/// <param name="LearningRate">The learning rate of the step.</param>
/// <param name="ExamplesPerSecond">How many examples a second were trained on since the start.</param>
/// <param name="TimeLeft">How long the rest will take at that rate.</param>
public sealed record FineTuningProgress(int Epoch, int Epochs, int Step, int Steps, double Loss, double LearningRate, double ExamplesPerSecond, TimeSpan TimeLeft)
{
    /// <summary>Whether the epoch ended with this step.</summary>
    public bool EndsEpoch { get; init; }

    /// <summary>How the examples that were kept out are predicted; null except at the end of an epoch with <see cref="FineTuningOptions.ValidationShare"/>.</summary>
    public ValidationResult? Validation { get; init; }

    /// <summary>In a line.</summary>
    public override string ToString()
    {
        var line = FormattableString.Invariant($"Epoch {Epoch}/{Epochs}, step {Step}/{Steps}: loss {Loss:F4}, learning rate {LearningRate:0.0#E+0}, {ExamplesPerSecond:F1} examples/s, {TimeLeft:hh\\:mm\\:ss} left.");
        return Validation is null ? line : FormattableString.Invariant($"{line} Validation: loss {Validation.Loss:F4}, accuracy {Validation.Accuracy:F4}.");
    }
}

/// <summary>How examples that were kept out of the training are predicted.</summary>
/// <param name="Loss">The mean cross-entropy.</param>
/// <param name="Accuracy">The part that is right, from 0 to 1.</param>
public sealed record ValidationResult(double Loss, double Accuracy);
