using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.DomainAdaptation;
using Microsoft.ML.Transfer.Pretraining;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Says in the log of the context how far a training is: at the end of each epoch, and every few seconds of long ones. ML.NET's own progress channels never reach the log.
/// </summary>
internal sealed class TrainingLog(IChannel channel, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private long _last = time.GetTimestamp();

    /// <summary>The options of a training that this log is told of too.</summary>
    public FineTuningOptions Follow(FineTuningOptions options) => options with { Progress = Report + options.Progress, Estimate = Expect + options.Estimate };

    /// <summary>The options of an adaptation that this log is told of too.</summary>
    public DomainAdaptationOptions Follow(DomainAdaptationOptions options) => options with { Progress = Report + options.Progress };

    /// <summary>Says what the training will need.</summary>
    public void Expect(FineTuningEstimate estimate) => channel.Info(MessageSensitivity.None, estimate.ToString());

    public void Report(FineTuningProgress progress) => Report(progress.EndsEpoch || progress.Notice is not null, progress);

    public void Report(PretrainingProgress progress) => Report(progress.Held is not null || progress.Step == progress.Steps, progress);

    private void Report(bool isDue, object progress)
    {
        if (!isDue && time.GetElapsedTime(_last) < Interval)
            return;
        _last = time.GetTimestamp();
        channel.Info(MessageSensitivity.None, progress.ToString()!);
    }
}
