using System.CommandLine;
using Microsoft.ML.Transfer.Cli.Probing;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer probe</c>: what each layer of an encoder knows of a task.</summary>
internal static class ProbeCommand
{
    private static readonly Dictionary<string, TrustMeasures> Measures = new(StringComparer.Ordinal)
    {
        ["all"] = TrustMeasures.All,
        ["none"] = TrustMeasures.None,
        ["control"] = TrustMeasures.ControlTask,
        ["mdl"] = TrustMeasures.DescriptionLength,
        ["random"] = TrustMeasures.RandomEncoder,
    };

    public static Command Create(CliConsole console)
    {
        var (probed, report) = (new ProbedArguments(), new ReportArguments());
        var test = new Option<string?>("--test") { HelpName = "F", Description = "A test split of the same task, which is scored once; when left out there is the cross-validation alone." };
        var layers = new Option<string>("--layers") { HelpName = "L", Description = "all, last, a layer (4), or several (concat:1-4, concat:0,6,12), each of which is probed by itself.", DefaultValueFactory = _ => "all" };
        var folds = new Option<int>("--folds") { HelpName = "N", Description = "The folds of the cross-validation.", DefaultValueFactory = _ => 5 };
        var measures = new Option<string>("--measures") { HelpName = string.Join('|', Measures.Keys), Description = "What is measured beside the accuracy: several separated by commas. Each takes about as long again.", DefaultValueFactory = _ => "all" };
        var command = new Command("probe", "Measure what each layer of an encoder knows of a task, with baselines to judge it by; the table goes to standard output without --out.") { test, layers, folds, measures };
        probed.AddTo(command);
        report.AddTo(command);
        command.SetAction(parsed =>
        {
            ProbeJob.Execute(probed.Read(parsed), parsed.GetValue(test), Options(parsed), report.Read(parsed), console);
            return ExitCode.Success;
        });
        return command;

        LayerProbingOptions Options(ParseResult parsed)
        {
            try
            {
                return new LayerProbingOptions
                {
                    Extraction = probed.Extraction(parsed) with { Layers = Layers.Parse(parsed.GetRequiredValue(layers)) },
                    Folds = parsed.GetValue(folds),
                    Measures = ParseMeasures(parsed.GetRequiredValue(measures)),
                    Seed = probed.Seed(parsed),
                    Threads = probed.Threads(parsed),
                };
            }
            catch (Exception e) when (e is ArgumentException or FormatException)
            {
                throw new BadInputException(BadInputException.MessageOf(e), e);
            }
        }
    }

    private static TrustMeasures ParseMeasures(string text) => text.Split(',').Aggregate(TrustMeasures.None, (all, name) => all | (Measures.TryGetValue(name.Trim(), out var one)
        ? one
        : throw new BadInputException($"--measures {text}: expected some of {string.Join(", ", Measures.Keys)}, separated by commas.")));
}
