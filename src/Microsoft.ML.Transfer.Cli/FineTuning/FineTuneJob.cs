using Microsoft.ML.Transfer.Cli.Comparison;

namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>Fine-tunes a model and saves it as one that <c>predict</c> and <c>evaluate</c> take.</summary>
internal static class FineTuneJob
{
    private const string LoggedBy = "FineTunedTextClassificationTrainer";

    /// <param name="request">What is asked for.</param>
    /// <param name="log">Told of the progress, a line each.</param>
    /// <exception cref="BadInputException">An option is out of its range or does not suit the model.</exception>
    public static void Execute(FineTuneRequest request, Action<string> log)
    {
        var ml = new MLContext();
        ml.Log += (_, e) =>
        {
            if (e.Source.Contains(LoggedBy, StringComparison.Ordinal) && e.Kind is Runtime.ChannelMessageKind.Info or Runtime.ChannelMessageKind.Warning)
                log(e.RawMessage);
        };
        var data = ml.Data.LoadFromEnumerable(request.Data.Rows);
        var model = Fit(ml, data, request);
        ml.Model.Save(model, data.Schema, request.ModelPath);
        log($"Saved {request.ModelPath}.");
    }

    private static ITransformer Fit(MLContext ml, IDataView data, FineTuneRequest request)
    {
        try
        {
            return ml.Transforms.Conversion.MapValueToKey(nameof(LabelledText.Label))
                .Append(ml.MulticlassClassification.Trainers.FineTuneTextClassification(request.Options() with { Sentence1ColumnName = nameof(LabelledText.Text) }))
                .Append(ml.Transforms.Conversion.MapKeyToValue(TextPrediction.LabelColumn))
                .Fit(data);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or Training.TrainingDivergedException)
        {
            throw new BadInputException(e.Message, e);
        }
    }
}
