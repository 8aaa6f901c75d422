using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>A task with its examples read, and how the fitted model becomes the task's own transformer.</summary>
/// <param name="Task">The task.</param>
/// <param name="RowCount">How many rows it learns from.</param>
/// <param name="Transformer">Makes the transformer.</param>
internal sealed record StageTask(JointTask Task, int RowCount, Func<IHostEnvironment, MultiTaskModel, FineTuneMultiTaskOptions, ITransformer> Transformer);
