using Microsoft.ML.Transfer.Hub;

namespace Microsoft.ML.Transfer;

/// <summary>Trains several tasks together with one encoder, so that each learns from the examples of the others too (Caruana, 1997; Liu et al., 2019).</summary>
public static class MultiTaskTraining
{
    /// <summary>
    /// Fine-tunes a pre-trained model, with a head for each task. A step has examples of one task; how often each has its turn, the options say. The same arguments give the same bits on any
    /// number of threads.
    /// </summary>
    /// <param name="model">A folder in the Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="tasks">The tasks, at least one, of any kinds.</param>
    /// <param name="seed">Where the heads' first weights, the order of tasks and examples and dropout come from.</param>
    /// <param name="options">How they are trained; the defaults when left out.</param>
    /// <param name="hub">How models are fetched from the Hub; by the environment variables of its tools when null.</param>
    /// <param name="cancellationToken">Ends the training after the step at hand.</param>
    /// <returns>The encoder with its heads: each task's model by its name.</returns>
    /// <exception cref="ArgumentException">There are no tasks, two have one name, or the examples of one are not as they must be: the message says which and why.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">A file of the model is malformed, or the folder for checkpoints holds another training.</exception>
    /// <exception cref="NotSupportedException">Models of this family cannot be fine-tuned to one of the tasks.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="OutOfMemoryException">There is not memory for a single example.</exception>
    /// <exception cref="Training.TrainingDivergedException">A loss was no finite number.</exception>
    public static MultiTaskModel Train(
        string model, IReadOnlyList<JointTask> tasks, ulong seed, MultiTaskOptions? options = null, HubOptions? hub = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(tasks);
        Check(tasks);
        options ??= new MultiTaskOptions();
        var shared = TunedModel.LoadShared(model, [.. tasks.Select((task, i) => MultiTaskModel.Numbered(task.Head, i))], seed, hub, options);
        try
        {
            SharedTask[] prepared = [.. tasks.Select((task, i) => task.Prepare(shared.WithHead(i), options, seed, cancellationToken))];
            var together = new SharedEncoderTask(prepared, options);
            var validation = together.Validation;
            var summary = TunedTraining.Run(shared, together, together.Training, validation, options, seed, cancellationToken);
            var results = together.ValidateEach(validation, options.Threads, cancellationToken).ToDictionary(result => tasks[result.Key].Name, result => result.Value, StringComparer.Ordinal);
            foreach (var task in prepared)
                task.Complete();
            summary = shared.Finish(MultiTaskModel.TaskName, options, seed, summary, cancellationToken);
            SavedHead[] heads = [.. prepared.Select(task => task.Saved)];
            shared.Card += MultiTaskModel.DescribeTasks(heads, results);
            return new MultiTaskModel(shared, heads, options.MaximumLength) { Summary = summary, Validation = results };
        }
        catch
        {
            shared.Dispose();
            throw;
        }
    }

    private static void Check(IReadOnlyList<JointTask> tasks)
    {
        if (tasks.Count == 0)
            throw new ArgumentException("There are no tasks to train.", nameof(tasks));
        for (var i = 0; i < tasks.Count; i++)
        {
            var name = tasks[i].Name;
            if (string.IsNullOrEmpty(name) || tasks.Take(i).Any(other => string.Equals(other.Name, name, StringComparison.Ordinal)))
                throw new ArgumentException($"Task {i} has the name '{name}'; each task has a name of its own.", nameof(tasks));
            try
            {
                tasks[i].Check(nameof(tasks));
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"Task '{name}': {e.Message}", nameof(tasks), e);
            }
        }
    }
}
