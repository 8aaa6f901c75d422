using System.Globalization;
using Microsoft.ML.Transfer.Pretraining;

namespace Microsoft.ML.Transfer.Cli.Pretraining;

/// <summary>Pre-trains a model and writes it, with the curve of its losses.</summary>
internal static class PretrainJob
{
    /// <exception cref="BadInputException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static void Execute(PretrainRequest request, CliConsole console)
    {
        using var interruption = new Interruption();
        try
        {
            using ITrainableModel model = request.Objective == PretrainingObjective.Masked
                ? TrainableEncoder.Start(request, console.Error, interruption.Token)
                : TrainableLanguageModel.Start(request, console.Error, interruption.Token);
            var options = request.Options with { BlockLength = Math.Min(request.Options.BlockLength, model.MaximumPositions), Progress = new PretrainingLines(console.Error).Report };
            var summary = model.Train(request, options, interruption.Token);
            model.Save(request.OutputFolder, request.HalfPrecision);
            File.WriteAllLines(Path.Combine(request.OutputFolder, "curve.tsv"), Curve(summary));
            console.Error.WriteLine(FormattableString.Invariant(
                $"Read {summary.Tokens} tokens in {summary.Duration:hh\\:mm\\:ss}, {summary.Operations:0.##E+0} floating-point operations. Held out: {summary.Before?.ToString() ?? "nothing"} before; {summary.After?.ToString() ?? "nothing"} after."));
            if (request.Watts is { } watts)
                console.Error.WriteLine(FormattableString.Invariant($"Energy: {summary.WattHours(watts):0.##} Wh at {watts} W."));
            if (request.PricePerHour is { } price)
                console.Error.WriteLine(FormattableString.Invariant($"Cost: {summary.Cost(price):0.####} at {price} an hour."));
            console.Error.WriteLine($"Saved {request.OutputFolder}.");
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or Training.TrainingDivergedException)
        {
            throw new BadInputException(BadInputException.MessageOf(e), e);
        }
    }

    private static IEnumerable<string> Curve(PretrainingSummary summary) =>
    [
        "step\ttokens\ttraining_loss\theld_out_loss\theld_out_accuracy",
        .. summary.Curve.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.Step}\t{point.Tokens}\t{point.TrainingLoss:F4}\t{point.HeldLoss:F4}\t{point.HeldAccuracy:F4}")),
    ];
}
