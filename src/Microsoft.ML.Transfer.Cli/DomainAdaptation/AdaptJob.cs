using Microsoft.ML.Transfer.Cli.Pretraining;
using Microsoft.ML.Transfer.DomainAdaptation;

namespace Microsoft.ML.Transfer.Cli.DomainAdaptation;

/// <summary>Adapts an encoder to the texts of a domain and writes it; what was gained and forgotten goes to the results.</summary>
internal static class AdaptJob
{
    /// <exception cref="BadInputException">An option is out of its range, or does not suit the model or the texts.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static void Execute(AdaptRequest request, CliConsole console)
    {
        var texts = DomainTexts.Read(request.Data, request.TextColumn);
        var general = request.General.Count == 0 ? null : DomainTexts.Read(request.General, request.TextColumn);
        using var interruption = new Interruption();
        try
        {
            using var adapted = DomainAdaptedModel.Adapt(
                request.Model, texts, request.Options with { Progress = new PretrainingLines(console.Error).Report }, general, request.WorkFolder, hub: null, interruption.Token);
            adapted.Save(request.OutputFolder);
            console.Out.WriteLine(adapted.Report.ToString().TrimEnd('\n'));
            console.Error.WriteLine($"Saved {request.OutputFolder}.");
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or Training.TrainingDivergedException)
        {
            throw new BadInputException(BadInputException.MessageOf(e), e);
        }
    }
}
