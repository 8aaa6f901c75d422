namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>How far a pre-training is.</summary>
/// <param name="Step">The step that was taken, from 1.</param>
/// <param name="Steps">How many there are in all.</param>
/// <param name="Tokens">How many tokens were read.</param>
/// <param name="Loss">The loss of the step, that of sentences included.</param>
/// <param name="LearningRate">The learning rate of the step.</param>
/// <param name="TokensPerSecond">How many tokens a second were read since the start of this process.</param>
/// <param name="TimeLeft">How long the rest will take at that rate.</param>
public sealed record PretrainingProgress(int Step, int Steps, long Tokens, double Loss, double LearningRate, double TokensPerSecond, TimeSpan TimeLeft)
{
    /// <summary>How texts that are not trained on are predicted by the average of the weights; null but where they were measured after this step.</summary>
    public LanguageModelScore? Held { get; init; }

    /// <summary>In a line.</summary>
    public override string ToString()
    {
        var line = FormattableString.Invariant($"Step {Step}/{Steps}, {Tokens / 1e6:F2} M tokens: loss {Loss:F4}, learning rate {LearningRate:0.0#E+0}, {TokensPerSecond:F0} tokens/s, {TimeLeft:hh\\:mm\\:ss} left.");
        return Held is null ? line : $"{line} Held out: {Held}.";
    }
}
