namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>A model zip that <c>run</c> or <c>finetune</c> saved.</summary>
/// <param name="Model">The pipeline.</param>
/// <param name="Input">The columns that it was trained on.</param>
/// <param name="Task">What it does.</param>
internal sealed record SavedModel(ITransformer Model, DataViewSchema Input, PredictingTask Task)
{
    /// <summary>Loads a model.</summary>
    /// <exception cref="BadInputException">There is no such file, it is no ML.NET model, or it does none of the known tasks.</exception>
    public static SavedModel Load(MLContext ml, string path)
    {
        if (!File.Exists(path))
            throw new BadInputException($"There is no model {path} (--model).");
        var model = Read(ml, path, out var input);
        return input is not null && PredictingTask.Of(input) is { } task
            ? new(model, input, task)
            : throw new BadInputException($"The model {path} does not take the columns Text and Label; is it one that 'mltransfer run' or 'mltransfer finetune' saved?");
    }

    /// <summary>The examples with the predictions.</summary>
    /// <exception cref="BadInputException">The examples lack a column that the model reads.</exception>
    public IDataView Transform(IDataView examples)
    {
        var missing = Input.Where(column => examples.Schema.GetColumnOrNull(column.Name) is null).Select(column => column.Name).ToList();
        return missing.Count == 0
            ? Model.Transform(examples)
            : throw new BadInputException($"The model was trained with the columns {string.Join(", ", Input.Select(column => column.Name))}; the data lack {string.Join(", ", missing)}{(missing.Contains("Pair", StringComparer.Ordinal) ? " (--pair-col)" : "")}.");
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
