using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>
/// Says in the log, every few seconds of long work, how many texts are encoded and how fast. ML.NET's own progress channels never reach
/// the log of a context.
/// </summary>
internal sealed class EncodingProgress(IHost host, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long _texts;
    private long _reportedTexts;
    private long _start = -1;

    /// <summary>Counts <paramref name="texts"/> newly encoded ones.</summary>
    public void Add(int texts)
    {
        if (texts == 0)
            return;
        string message;
        lock (_gate)
        {
            if (_start < 0)
                _start = time.GetTimestamp();
            _texts += texts;
            var elapsed = time.GetElapsedTime(_start);
            if (elapsed < Interval)
                return;
            message = FormattableString.Invariant($"Encoded {_texts:N0} texts, {(_texts - _reportedTexts) / elapsed.TotalSeconds:N0} texts/s.");
            _reportedTexts = _texts;
            _start = time.GetTimestamp();
        }
        using var channel = host.Start("Encoding");
        channel.Info(MessageSensitivity.None, message);
    }
}
