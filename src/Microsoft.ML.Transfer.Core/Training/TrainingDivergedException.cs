using System.Globalization;

namespace Microsoft.ML.Transfer.Training;

/// <summary>A loss or a gradient was no finite number. The parameters are those before the step.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <inheritdoc/>
    public TrainingDivergedException()
    {
    }

    /// <inheritdoc/>
    public TrainingDivergedException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public TrainingDivergedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal TrainingDivergedException(int step, int batch, double loss, double norm)
        : this(string.Create(CultureInfo.InvariantCulture, $"Step {step}, batch {batch}: the loss is {loss} and the norm of the gradients {norm}; both must be finite. The weights of the step before are kept. A lower learning rate or a longer warm-up helps as a rule; labels and texts of the batch may be wrong."))
    {
        Step = step;
        Batch = batch;
    }

    /// <summary>The step, from 1.</summary>
    public int Step { get; }

    /// <summary>Which batch of the step, from 1; the last one where only the norm of the gradients was not finite.</summary>
    public int Batch { get; }
}
