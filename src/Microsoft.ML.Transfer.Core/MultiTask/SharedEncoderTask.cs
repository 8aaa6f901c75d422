using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>Learning several tasks with one encoder, which has a head for each (Caruana, 1997): a batch has the loss of its task.</summary>
/// <param name="tasks">The tasks, whose models share all parameters.</param>
/// <param name="options">How often each has its turn.</param>
internal sealed class SharedEncoderTask(IReadOnlyList<SharedTask> tasks, MultiTaskOptions options) : IFineTuningTask<TaskExample, TaskBatch>, ITrainingTask<TaskBatch>
{
    /// <inheritdoc/>
    public EncoderConfig Config => tasks[0].Config;

    /// <inheritdoc/>
    ITrainingTask<TaskBatch> IFineTuningTask<TaskExample, TaskBatch>.Loss => this;

    /// <inheritdoc/>
    public Backend Backend => tasks[0].Backend;

    /// <inheritdoc/>
    public IReadOnlyDictionary<ParameterPath, Tensor> Parameters => tasks[0].Parameters;

    /// <summary>The examples of all tasks to learn from, one task after the other.</summary>
    public IReadOnlyList<TaskExample> Training => [.. tasks.SelectMany((task, i) => task.Training.Select(example => new TaskExample(i, example)))];

    /// <summary>Those that are kept out.</summary>
    public IReadOnlyList<TaskExample> Validation => [.. tasks.SelectMany((task, i) => task.Validation.Select(example => new TaskExample(i, example)))];

    /// <inheritdoc/>
    public double WeightOf(TaskBatch batch) => tasks[batch.Task].WeightOf(batch.Batch);

    /// <inheritdoc/>
    public Tensor Loss(Computation computation, TaskBatch batch) => tasks[batch.Task].Loss(computation, batch.Batch);

    /// <inheritdoc/>
    public TaskBatch Collate(IReadOnlyList<TaskExample> examples) => new(examples[0].Task, tasks[examples[0].Task].Collate([.. examples.Select(example => example.Example)]));

    /// <inheritdoc/>
    public IFineTuningBatches<TaskExample, TaskBatch> Batches(IReadOnlyList<TaskExample> training, FineTuningOptions common, ulong seed) => new TaskBatches(training, tasks.Count, options, seed, Collate);

    /// <inheritdoc/>
    public int LengthOf(TaskExample example) => tasks[example.Task].LengthOf(example.Example);

    /// <inheritdoc/>
    public void AddTo(IncrementalHash hash, TaskExample example)
    {
        hash.AppendData(MemoryMarshal.AsBytes<int>([example.Task]));
        tasks[example.Task].AddTo(hash, example.Example);
    }

    /// <summary>The means over the tasks, whatever their sizes.</summary>
    public ValidationResult Validate(IReadOnlyList<TaskExample> examples, int? threads, CancellationToken cancellation)
    {
        var results = ValidateEach(examples, threads, cancellation).Values;
        return new ValidationResult(results.Average(result => result.Loss), results.Count == 1 ? results.First().Metric : "mean of the tasks", results.Average(result => result.Value));
    }

    /// <inheritdoc/>
    public void Finish() => tasks[0].Finish();

    /// <summary>How well each task's examples are predicted; tasks without any are left out.</summary>
    public Dictionary<int, ValidationResult> ValidateEach(IReadOnlyList<TaskExample> examples, int? threads, CancellationToken cancellation) => examples
        .GroupBy(example => example.Task)
        .ToDictionary(group => group.Key, group => tasks[group.Key].Validate([.. group.Select(example => example.Example)], threads, cancellation));
}
