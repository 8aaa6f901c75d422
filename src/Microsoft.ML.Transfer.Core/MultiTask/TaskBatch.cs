namespace Microsoft.ML.Transfer;

/// <summary>An example of one of several tasks.</summary>
/// <param name="Task">Which task, from 0.</param>
/// <param name="Example">The example, of the task's own type.</param>
internal sealed record TaskExample(int Task, object Example);

/// <summary>Examples of one of several tasks that are computed together.</summary>
/// <param name="Task">Which task, from 0.</param>
/// <param name="Batch">The examples, of the task's own type.</param>
internal sealed record TaskBatch(int Task, object Batch);
