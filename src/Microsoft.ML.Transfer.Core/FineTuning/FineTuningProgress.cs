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

    /// <summary>How the examples that were kept out are predicted; null except at the end of an epoch where some are kept out.</summary>
    public ValidationResult? Validation { get; init; }

    /// <summary>What else happened that the user should know, in a sentence, or null: that batches were halved for want of memory, or that the training ends early.</summary>
    public string? Notice { get; init; }

    /// <summary>In a line.</summary>
    public override string ToString()
    {
        var line = FormattableString.Invariant($"Epoch {Epoch}/{Epochs}, step {Step}/{Steps}: loss {Loss:F4}, learning rate {LearningRate:0.0#E+0}, {ExamplesPerSecond:F1} examples/s, {TimeLeft:hh\\:mm\\:ss} left.");
        if (Validation is not null)
            line += $" Validation: {Validation}.";
        return Notice is null ? line : $"{line} {Notice}";
    }
}
