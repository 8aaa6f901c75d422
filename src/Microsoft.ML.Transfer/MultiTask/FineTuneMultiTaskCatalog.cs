using Microsoft.ML.Transfer;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML;

/// <summary>Adds fine-tuning of one encoder to several tasks to the transforms of an <see cref="MLContext"/>.</summary>
public static class FineTuneMultiTaskCatalog
{
    /// <summary>Creates a <see cref="FineTunedMultiTaskTrainer"/>, which fine-tunes a pre-trained encoder to several tasks at once.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="tasks">The tasks and their columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no task, two have one name or add one column, or the name of a column is empty.</exception>
    public static FineTunedMultiTaskTrainer FineTuneMultiTask(this TransformsCatalog catalog, params IReadOnlyList<TaskColumns> tasks) =>
        catalog.FineTuneMultiTask(new FineTuneMultiTaskOptions { Tasks = tasks });

    /// <summary>Creates a <see cref="FineTunedMultiTaskTrainer"/> with all of its options.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="options">The model, the tasks with their columns, and how it is trained.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no task, two have one name or add one column, or the name of a column is empty.</exception>
    public static FineTunedMultiTaskTrainer FineTuneMultiTask(this TransformsCatalog catalog, FineTuneMultiTaskOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTunedMultiTaskTrainer(MLNetInternals.Current.EnvironmentOf(catalog), options);
    }
}
