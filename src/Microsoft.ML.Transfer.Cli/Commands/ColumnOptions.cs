using System.CommandLine;
using Microsoft.ML.Transfer.Cli.FineTuning;

namespace Microsoft.ML.Transfer.Cli.Commands;

/// <summary>The options that say which columns of a file a task reads.</summary>
internal sealed class ColumnOptions
{
    public Option<string?> Text { get; } = new("--text-col") { HelpName = "C", Description = "The column of the texts; Text when left out." };

    public Option<string?> Pair { get; } = new("--pair-col") { HelpName = "C", Description = "The column of the second texts of pairs; when left out, there are none." };

    public Option<string?> Label { get; } = new("--label-col") { HelpName = "C", Description = "The column of what is to be predicted; Label when left out." };

    /// <summary>What was asked for; a command that does not have an option was not asked for it.</summary>
    public TuningColumns Read(ParseResult parsed) => new(parsed.GetValue(Text), parsed.GetValue(Pair), parsed.GetValue(Label));
}
