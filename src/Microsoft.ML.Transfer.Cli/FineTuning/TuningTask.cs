using System.Text.Json;

namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>A task that an encoder is fine-tuned to on the command line: how its files are read, which pipeline learns it, and what is printed of its predictions.</summary>
internal abstract class TuningTask
{
    private static readonly TuningTask[] All = [new TextClassificationTask(), new MultiLabelTask(), new TextRegressionTask(), new TokenClassificationTask(), new QuestionAnsweringTask()];

    /// <summary>The names of all tasks.</summary>
    public static string Names => string.Join('|', All.Select(task => task.Name));

    /// <summary>What <c>--task</c> calls it.</summary>
    public abstract string Name { get; }

    /// <summary>The task of that name.</summary>
    /// <exception cref="BadInputException">There is none.</exception>
    public static TuningTask Named(string name) =>
        Array.Find(All, task => string.Equals(task.Name, name, StringComparison.Ordinal)) ?? throw new BadInputException($"--task {name}: expected one of {Names}.");

    /// <summary>The task of a saved model, by the columns that it was trained on.</summary>
    /// <returns>Null where it is none of the tasks.</returns>
    public static TuningTask? Of(DataViewSchema input) => Array.Find(All, task => task.Takes(input));

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
