using Microsoft.ML.Transfer.Probing;
using Spectre.Console;

namespace Microsoft.ML.Transfer.Cli.Probing;

/// <summary>Shows how far a probing is: a bar where somebody watches, a line a step otherwise.</summary>
internal abstract class ProbingDisplay
{
    public static ProbingDisplay On(CliConsole console) => console.ErrorIsTerminal ? new LiveBar(console.CreateErrorScreen()) : new PlainLines(console.Error);

    /// <summary>Does the work, and shows what it reports.</summary>
    public abstract void Follow(Action<Action<ProbingProgress>> work);

    private sealed class PlainLines(TextWriter writer) : ProbingDisplay
    {
        public override void Follow(Action<Action<ProbingProgress>> work) => work(progress => writer.WriteLine(progress));
    }

    private sealed class LiveBar(IAnsiConsole screen) : ProbingDisplay
    {
        public override void Follow(Action<Action<ProbingProgress>> work) => screen.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .Start(context =>
            {
                var bar = context.AddTask("Preparing");
                work(progress =>
                {
                    bar.MaxValue = progress.Steps;
                    bar.Value = progress.Done;
                    bar.Description = Markup.Escape(progress.Doing);
                });
                bar.Value = bar.MaxValue;
            });
    }
}
