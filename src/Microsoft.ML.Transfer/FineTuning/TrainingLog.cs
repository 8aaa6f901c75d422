using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Says in the log of the context how far a training is: at the end of each epoch, and every few seconds of long ones. ML.NET's own progress channels never reach the log.
/// </summary>
internal sealed class TrainingLog(IChannel channel, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private long _last = time.GetTimestamp();

    public void Report(FineTuningProgress progress)
    {
        if (!progress.EndsEpoch && time.GetElapsedTime(_last) < Interval)
            return;
        _last = time.GetTimestamp();
        channel.Info(MessageSensitivity.None, progress.ToString());
    }
}
