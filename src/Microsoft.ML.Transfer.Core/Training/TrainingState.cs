using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Training;

/// <summary>A training between two steps.</summary>
/// <param name="StepsTaken">How many steps were taken.</param>
/// <param name="Passes">How many batches were computed, which dropout counts.</param>
/// <param name="Parameters">The parameters in the order of the model.</param>
internal sealed record TrainingState(int StepsTaken, ulong Passes, IReadOnlyList<SavedParameter> Parameters)
{
    /// <summary>The hash of what a penalty draws the parameters to; null where there is none.</summary>
    public string? PenaltyHash { get; init; }

    /// <summary>What whoever runs the training keeps beside it, by name.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Tensors that whoever runs the training keeps beside it, such as the best weights so far.</summary>
    public IReadOnlyDictionary<ParameterPath, float[]> Kept { get; init; } = new Dictionary<ParameterPath, float[]>();
}

/// <summary>A parameter of a training.</summary>
/// <param name="Path">Where it stands in the model.</param>
/// <param name="Values">Its elements, row-major.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="State">What the optimizer remembers of it.</param>
internal sealed record SavedParameter(ParameterPath Path, float[] Values, Shape Shape, IReadOnlyList<float[]> State);
