using System.Globalization;
using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Cli.Pretraining;

/// <summary>Pre-trains an encoder and writes it, with the curve of its losses.</summary>
internal static class PretrainJob
{
    /// <exception cref="BadInputException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static void Execute(PretrainRequest request, CliConsole console)
    {
        using var interruption = new Interruption();
        try
        {
            using var model = Start(request, console, interruption.Token);
            var options = request.Options with
            {
                BlockLength = Math.Min(request.Options.BlockLength, model.Model.Encoder.Config.MaximumPositions),
                Progress = new PretrainingLines(console.Error).Report,
            };
            var summary = model.Train(request.Corpora, request.Held, options, request.WorkFolder, interruption.Token);
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
            throw new BadInputException(e.Message, e);
        }
    }

    /// <summary>The model as it is before the first step; made once, so that a call that goes on from a checkpoint need not count again.</summary>
    private static MaskedLanguageModelTraining Start(PretrainRequest request, CliConsole console, CancellationToken cancellation)
    {
        if (request.Model is { } model)
            return MaskedLanguageModelTraining.Load(model);
        var folder = Path.Combine(request.WorkFolder, "start");
        var note = Path.Combine(folder, "made-from.txt");
        var origin = FormattableString.Invariant($"{request.Shape}, vocabulary {request.Vocabulary}, seed {request.Options.Seed}, {string.Join(", ", request.Corpora.Select(corpus => FormattableString.Invariant($"{corpus.Path}:{corpus.Weight}")))}");
        if (File.Exists(note) && !string.Equals(File.ReadAllText(note), origin, StringComparison.Ordinal))
            throw new BadInputException($"{folder} holds the start of another training: {File.ReadAllText(note)}. Give another folder with --work, or delete it to begin anew.");
        if (!File.Exists(note))
        {
            console.Error.WriteLine("Training the vocabulary and counting words.");
            Directory.CreateDirectory(request.WorkFolder);
            using var made = MaskedLanguageModelTraining.Create(
                request.Corpora, request.Shape, new VocabularyTrainingOptions { VocabularySize = request.Vocabulary }, request.Options.Seed, request.WorkFolder, cancellation);
            made.Save(folder);
            // Last, so that a start that was broken off is made anew.
            File.WriteAllText(note, origin);
        }
        return MaskedLanguageModelTraining.Load(folder);
    }

    private static IEnumerable<string> Curve(PretrainingSummary summary) =>
    [
        "step\ttokens\ttraining_loss\theld_out_loss\theld_out_accuracy",
        .. summary.Curve.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.Step}\t{point.Tokens}\t{point.TrainingLoss:F4}\t{point.HeldLoss:F4}\t{point.HeldAccuracy:F4}")),
    ];
}
