using Microsoft.ML.Transfer.Hub;

namespace Microsoft.ML.Transfer;

/// <summary>Trains several tasks together with one encoder, so that each learns from the examples of the others too (Caruana, 1997; Liu et al., 2019).</summary>
public static class MultiTaskTraining
{
    /// <summary>Fine-tunes a pre-trained model, with a head for each task. The same arguments give the same bits on any number of threads.</summary>
    /// <param name="model">A folder in the Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="tasks">The tasks, at least one.</param>
    /// <param name="seed">Where the heads' first weights, the order of tasks and examples and dropout come from.</param>
    /// <param name="options">How they are trained; the defaults when left out.</param>
    /// <param name="hub">How models are fetched from the Hub; by the environment variables of its tools when null.</param>
    /// <param name="cancellationToken">Ends the training after the step at hand.</param>
    /// <returns>A classifier for each task, each with a copy of the encoder.</returns>
    /// <exception cref="ArgumentException">There are no tasks, two have one name, or the examples of one are of fewer than two classes or of one that is not there.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">A file of the model is malformed, or the folder for checkpoints holds another training.</exception>
    /// <exception cref="NotSupportedException">Models of this family cannot be fine-tuned to classes.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="OutOfMemoryException">There is not memory for a single example.</exception>
    /// <exception cref="Training.TrainingDivergedException">A loss was no finite number.</exception>
    public static MultiTaskResult Train(
        string model, IReadOnlyList<ClassificationTask> tasks, ulong seed, MultiTaskOptions? options = null, HubOptions? hub = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(tasks);
        Check(tasks);
        options ??= new MultiTaskOptions();
        using var shared = TunedModel.LoadShared(model, [.. tasks.Select((task, i) => TextClassifier.Head(task.ClassCount) with { Name = FormattableString.Invariant($"{i}") })], seed, hub, options.Adaptation);
        var models = tasks.Select((_, i) => SequenceModel.Create(shared.WithHead(i), options.MaximumLength)).ToArray();
        var (training, validation, learned) = (new List<TaskExample>(), new List<TaskExample>(), new List<SequenceTask>());
        for (var i = 0; i < tasks.Count; i++)
        {
            var (trained, keptOut) = tasks[i].Validation is { } given ? (tasks[i].Examples, given) : ExampleSplit.Draw(tasks[i].Examples, options.ValidationShare, seed);
            var goal = TextClassifier.Goal(trained, tasks[i].ClassCount, options);
            learned.Add(SequenceTraining.TaskOf(models[i], goal));
            training.AddRange(SequenceTraining.Tokenize(models[i], goal, trained, trained: true).Select(example => new TaskExample(i, example)));
            validation.AddRange(SequenceTraining.Tokenize(models[i], goal, keptOut, trained: false).Select(example => new TaskExample(i, example)));
        }
        var together = new SharedEncoderTask(learned, options);
        var summary = new FineTuningRun<TaskExample, TaskBatch>(together, options, seed).Run(training, validation, cancellationToken);
        var results = together.ValidateEach(validation, options.Threads, cancellationToken);
        return new MultiTaskResult(
            tasks.Select((task, i) => (task.Name, Classifier: TextClassifier.CopyOf(models[i], options, seed, summary, cancellationToken))).ToDictionary(pair => pair.Name, pair => pair.Classifier, StringComparer.Ordinal),
            summary,
            results.ToDictionary(result => tasks[result.Key].Name, result => result.Value, StringComparer.Ordinal));
    }

    private static void Check(IReadOnlyList<ClassificationTask> tasks)
    {
        if (tasks.Count == 0)
            throw new ArgumentException("There are no tasks to train.", nameof(tasks));
        for (var i = 0; i < tasks.Count; i++)
        {
            var (name, examples, classCount) = tasks[i];
            if (string.IsNullOrEmpty(name) || tasks.Take(i).Any(other => string.Equals(other.Name, name, StringComparison.Ordinal)))
                throw new ArgumentException($"Task {i} has the name '{name}'; each task has a name of its own.", nameof(tasks));
            if (classCount < 2)
                throw new ArgumentException($"Task '{name}' has {classCount} class(es); a classifier needs at least two.", nameof(tasks));
            try
            {
                TextClassifier.Check(examples, tasks[i].Validation, classCount, nameof(tasks));
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"Task '{name}': {e.Message}", nameof(tasks), e);
            }
        }
    }
}
