using Microsoft.ML.Transfer.Pretraining;

namespace Microsoft.ML.Transfer.Cli.Pretraining;

/// <summary>Says how far a training without labels is: whenever something was measured, and every half minute.</summary>
internal sealed class PretrainingLines(TextWriter writer)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private long _last = TimeProvider.System.GetTimestamp();

    public void Report(PretrainingProgress progress)
    {
        if (progress.Held is null && TimeProvider.System.GetElapsedTime(_last) < Interval)
            return;
        _last = TimeProvider.System.GetTimestamp();
        writer.WriteLine(progress.ToString());
    }
}
