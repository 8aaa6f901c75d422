namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>What an encoder is fine-tuned to on the command line.</summary>
internal abstract class TuningTask
{
    private static readonly TuningTask[] All = [.. PredictingTask.All, new EmbeddingsTask(), new EmbeddingDistillationTask()];

    /// <summary>The names of all tasks.</summary>
    public static string Names => string.Join('|', All.Select(task => task.Name));

    /// <summary>What <c>--task</c> calls it.</summary>
    public abstract string Name { get; }

    /// <summary>The task of that name.</summary>
    /// <exception cref="BadInputException">There is none.</exception>
    public static TuningTask Named(string name) =>
        Array.Find(All, task => string.Equals(task.Name, name, StringComparison.Ordinal)) ?? throw new BadInputException($"--task {name}: expected one of {Names}.");

    /// <summary>Reads the examples.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="request">What is asked for.</param>
    /// <returns>Trains on them, saves the model, and says what the user should know of it.</returns>
    /// <exception cref="BadInputException">A column is missing, a value is not what it should be, or something was asked for that has no meaning here.</exception>
    public abstract Func<TuningOptions, string> Prepare(MLContext ml, FineTuneRequest request);
}
