using Microsoft.ML.Transfer.Cli.Commands;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Probing;

/// <summary>Probes the layers of an encoder and writes the report.</summary>
internal static class ProbeJob
{
    /// <param name="input">What is probed.</param>
    /// <param name="test">The file of the test split; null for none but that of the data.</param>
    /// <param name="options">How it is probed.</param>
    /// <param name="reports">Where the report goes; none for the results.</param>
    /// <param name="console">Told of the progress.</param>
    /// <exception cref="BadInputException">An option does not suit the model or the data.</exception>
    public static void Execute(ProbedInput input, string? test, LayerProbingOptions options, IReadOnlyList<string> reports, CliConsole console)
    {
        var (data, split) = input.Read(input.Data);
        if (test is not null)
            split = input.Read(test).Training;
        var report = input.Run(console, model =>
        {
            ProbeReport? found = null;
            ProbingDisplay.On(console).Follow(watch => found = LayerProbing.Run(model, data, options with { Progress = watch }, split));
            return found!;
        });
        ReportArguments.WriteOrPrint(report, reports, console);
        console.Error.WriteLine(FormattableString.Invariant($"Of {report.Results.Count} layers, layer {report.Best.Layer} knows most of {report.Task}: accuracy {report.Best.Accuracy}; majority {report.Baselines.Majority}."));
        if (report.SharedTestRows > 0)
            console.Error.WriteLine(FormattableString.Invariant($"{report.SharedTestRows} of the {report.TestRows} rows of the test split stand in texts that were trained on, word for word: they are easy, and the test score is too high by them."));
    }
}
