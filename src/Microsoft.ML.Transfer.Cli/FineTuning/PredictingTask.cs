using System.Text.Json;

namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>A task whose model predicts something: how its files are read, which pipeline learns it, and what is printed of its predictions. The model is saved as a zip, with its card beside it.</summary>
internal abstract class PredictingTask : TuningTask
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<PredictingTask> All { get; } = [new TextClassificationTask(), new MultiLabelTask(), new TextRegressionTask(), new TokenClassificationTask(), new QuestionAnsweringTask()];

    /// <summary>The task of a saved model, by the columns that it was trained on.</summary>
    /// <returns>Null where it is none of the tasks.</returns>
    public static PredictingTask? Of(DataViewSchema input) => All.FirstOrDefault(task => task.Takes(input));

    /// <inheritdoc/>
    public sealed override Func<TuningOptions, string> Prepare(MLContext ml, FineTuneRequest request)
    {
        request.Embedding.RequireNothing(Name);
        var training = Read(ml, request.DataPath, request.Columns);
        var validation = request.ValidationPath is { } path ? Read(ml, path, request.Columns) : null;
        return options =>
        {
            var (model, card) = Fit(ml, training, validation, options);
            ml.Model.Save(model, training.Schema, request.ModelPath);
            File.WriteAllText(Path.ChangeExtension(request.ModelPath, ".md"), card);
            return $"Saved {request.ModelPath}.";
        };
    }

    /// <summary>Reads examples.</summary>
    /// <param name="ml">What makes data views.</param>
    /// <param name="path">The file.</param>
    /// <param name="columns">Which of its columns.</param>
    /// <exception cref="BadInputException">A column is missing, or a value is not what it should be.</exception>
    public abstract IDataView Read(MLContext ml, string path, TuningColumns columns);

    /// <summary>Reads texts without what is to be predicted.</summary>
    /// <param name="ml">What makes data views.</param>
    /// <param name="table">The table.</param>
    /// <param name="columns">Which of its columns.</param>
    public abstract IDataView ReadUnlabelled(MLContext ml, Input.InputTable table, TuningColumns columns);

    /// <summary>Trains the whole pipeline.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="training">What to learn from.</param>
    /// <param name="validation">What is kept out; null for a part of <paramref name="training"/>.</param>
    /// <param name="options">How it is trained.</param>
    /// <returns>The pipeline, and the model card.</returns>
    public abstract (ITransformer Model, string Card) Fit(MLContext ml, IDataView training, IDataView? validation, TuningOptions options);

    /// <summary>Whether a model that takes these columns is one of this task.</summary>
    protected abstract bool Takes(DataViewSchema input);

    /// <summary>Writes how well examples are predicted, as the members of a JSON object.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="examples">The examples as they were read.</param>
    /// <param name="predicted">What the model made of them.</param>
    /// <param name="json">Where to write.</param>
    public abstract void WriteMetrics(MLContext ml, IDataView examples, IDataView predicted, Utf8JsonWriter json);

    /// <summary>Writes each prediction as the members of a JSON object.</summary>
    public abstract IEnumerable<Action<Utf8JsonWriter>> Predictions(MLContext ml, IDataView predicted);
}
