using Spectre.Console;

namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>Shows how far a training is: a bar where somebody watches, plain lines otherwise.</summary>
internal abstract class TuningDisplay
{
    public static TuningDisplay On(CliConsole console) => console.ErrorIsTerminal ? new LiveBar(console.CreateErrorScreen()) : new PlainLines(console.Error);

    /// <summary>Does the work, and shows what it reports.</summary>
    public abstract void Follow(Action work);

    /// <summary>Shows a step.</summary>
    public abstract void Report(FineTuningProgress progress);

    /// <summary>Shows a line.</summary>
    public abstract void Say(string line);

    private sealed class PlainLines(TextWriter writer) : TuningDisplay
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
        private long _last = TimeProvider.System.GetTimestamp();

        public override void Follow(Action work) => work();

        public override void Report(FineTuningProgress progress)
        {
            if (!progress.EndsEpoch && progress.Notice is null && TimeProvider.System.GetElapsedTime(_last) < Interval)
                return;
            _last = TimeProvider.System.GetTimestamp();
            writer.WriteLine(progress.ToString());
        }

        public override void Say(string line) => writer.WriteLine(line);
    }

    private sealed class LiveBar(IAnsiConsole screen) : TuningDisplay
    {
        private ProgressTask? _bar;

        public override void Follow(Action work) => screen.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .Start(context =>
            {
                _bar = context.AddTask("Preparing");
                work();
                _bar.StopTask();
            });

        public override void Report(FineTuningProgress progress)
        {
            if (_bar is not { } bar)
                return;
            bar.MaxValue = progress.Steps;
            bar.Value = progress.Step;
            bar.Description = FormattableString.Invariant($"Epoch {progress.Epoch}/{progress.Epochs}, loss {progress.Loss:F4}, {progress.ExamplesPerSecond:F0} examples/s, {progress.TimeLeft:hh\\:mm\\:ss} left");
            if (progress.EndsEpoch || progress.Notice is not null)
                Say(progress.ToString());
        }

        public override void Say(string line) => screen.MarkupLineInterpolated($"{line}");
    }
}
