using Microsoft.ML.Transfer.Hub;

namespace Microsoft.ML.Transfer.Cli.Downloading;

/// <summary>Shows how far a download is, on the error output.</summary>
internal abstract class DownloadDisplay : IProgress<HubProgress>, IDisposable
{
    /// <summary>A line that is written over where somebody watches, a few plain lines a file otherwise.</summary>
    public static DownloadDisplay On(CliConsole console) => console.ErrorIsTerminal ? new LiveLine(console.Error) : new PlainLines(console.Error);

    /// <inheritdoc/>
    public abstract void Report(HubProgress value);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    private static string Megabytes(long bytes) => FormattableString.Invariant($"{bytes / 1e6:F1} MB");

    private static string Describe(HubProgress value) => value.Size is { } size
        ? FormattableString.Invariant($"{value.File}: {Megabytes(value.Received)} of {Megabytes(size)} ({(size == 0 ? 100 : 100 * value.Received / size)} %)")
        : $"{value.File}: {Megabytes(value.Received)}";

    private sealed class PlainLines(TextWriter writer) : DownloadDisplay
    {
        private string _file = "";
        private long _nextPercent;

        public override void Report(HubProgress value)
        {
            if (value.Notice is not null)
            {
                writer.WriteLine(value.Notice);
                return;
            }
            if (!string.Equals(value.File, _file, StringComparison.Ordinal))
                (_file, _nextPercent) = (value.File, 0);
            var percent = value.Size is > 0 ? 100 * value.Received / value.Size.Value : 0;
            if (percent < _nextPercent)
                return;
            _nextPercent = (percent / 25 + 1) * 25;
            writer.WriteLine(Describe(value));
        }
    }

    private sealed class LiveLine(TextWriter writer) : DownloadDisplay
    {
        private const int Width = 78;
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
        private string _file = "";
        private long _shown = -1;

        public override void Report(HubProgress value)
        {
            if (value.Notice is not null)
            {
                EndLine();
                writer.WriteLine(value.Notice);
                return;
            }
            if (!string.Equals(value.File, _file, StringComparison.Ordinal))
                EndLine();
            else if (value.Received != value.Size && TimeProvider.System.GetElapsedTime(_shown) < Interval)
                return;
            (_file, _shown) = (value.File, TimeProvider.System.GetTimestamp());
            var line = Describe(value);
            writer.Write($"\r{(line.Length > Width ? line[..Width] : line.PadRight(Width))}");
            writer.Flush();
        }

        public override void Dispose() => EndLine();

        private void EndLine()
        {
            if (_file.Length > 0)
                writer.WriteLine();
            _file = "";
        }
    }
}
