namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>Fine-tunes a model and saves it as one that <c>predict</c> and <c>evaluate</c> take, with its model card beside it.</summary>
internal static class FineTuneJob
{
    /// <param name="request">What is asked for.</param>
    /// <param name="display">Told of the progress.</param>
    /// <exception cref="BadInputException">An option is out of its range or does not suit the model.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static void Execute(FineTuneRequest request, TuningDisplay display)
    {
        var ml = new MLContext();
        ml.Log += (_, e) =>
        {
            if (e.Source.Contains("FineTuned", StringComparison.Ordinal) && (e.Kind is Runtime.ChannelMessageKind.Warning || e.RawMessage.StartsWith("Fine-tuning", StringComparison.Ordinal)))
                display.Say(e.RawMessage);
        };
        var tune = request.Task.Prepare(ml, request);
        using var interruption = new Interruption();
        try
        {
            display.Follow(() =>
            {
                var options = new TuningOptions(stage => request.Apply(stage) with
                {
                    Progress = display.Report,
                    Estimate = estimate => Expect(estimate, request, display),
                    CancellationToken = interruption.Token,
                });
                display.Say(tune(options));
            });
        }
        catch (EstimateOnlyException)
        {
            // What was asked for was said.
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or InvalidDataException or Training.TrainingDivergedException)
        {
            throw new BadInputException(e.Message, e);
        }
    }

    private static void Expect(FineTuningEstimate estimate, FineTuneRequest request, TuningDisplay display)
    {
        display.Say(estimate.ToString());
        if (request.EstimatesOnly)
            throw new EstimateOnlyException();
    }

    private sealed class EstimateOnlyException : OperationCanceledException;
}
