namespace Microsoft.ML.Transfer.Cli.Comparison;

/// <summary>Predicts with a model zip that <c>run</c> or <c>finetune</c> saved.</summary>
internal sealed class SavedClassifier
{
    private readonly MLContext _ml;
    private readonly ITransformer _model;

    private SavedClassifier(MLContext ml, ITransformer model) => (_ml, _model) = (ml, model);

    /// <summary>Loads the model.</summary>
    /// <exception cref="BadInputException">There is no such file, it is no ML.NET model, or it does not classify texts.</exception>
    public static SavedClassifier Load(string path)
    {
        if (!File.Exists(path))
            throw new BadInputException($"There is no model {path} (--model).");
        var ml = new MLContext();
        var model = Read(ml, path, out var input);
        var missing = new[] { nameof(LabelledText.Text), nameof(LabelledText.Label) }.Where(c => input?.GetColumnOrNull(c) is null).ToList();
        if (missing.Count > 0)
            throw new BadInputException($"The model {path} does not take the columns Text and Label; is it one that 'mltransfer run' or 'mltransfer finetune' saved?");
        return new(ml, model);
    }

    public IReadOnlyList<TextPrediction> Predict(IEnumerable<string> texts)
    {
        var rows = _ml.Data.LoadFromEnumerable(texts.Select(t => new LabelledText { Text = t }));
        return [.. _ml.Data.CreateEnumerable<TextPrediction>(_model.Transform(rows), reuseRowObject: false)];
    }

    private static ITransformer Read(MLContext ml, string path, out DataViewSchema input)
    {
        try
        {
            return ml.Model.Load(path, out input);
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or ArgumentException or InvalidOperationException)
        {
            throw new BadInputException($"{path} is no ML.NET model that can be loaded: {e.Message}", e);
        }
    }
}
