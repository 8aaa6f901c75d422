using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>What an adaptation put into a model, in a safetensors file of its own: a checkpoint has no place for it.</summary>
internal static class SavedAdapter
{
    /// <summary>The usual name of the file.</summary>
    public const string FileName = "adapter.safetensors";

    /// <summary>The tensors of the file; none where everything was merged, or nothing put in.</summary>
    public static IReadOnlyList<SafetensorsTensor> ToTensors(IReadOnlyDictionary<ParameterPath, Tensor> parameters) => PathParameters.ToTensors(parameters, AddedPaths.Contains);

    /// <summary>The values that a file holds for an adaptation.</summary>
    /// <param name="weights">The file.</param>
    public static PathParameters Values(CheckpointWeights weights) => new(weights, "the adaptation of the model");

    /// <summary>The adaptation that a file was saved with.</summary>
    /// <param name="adaptation">Its text.</param>
    /// <param name="config">The architecture of the encoder.</param>
    /// <param name="weights">The file.</param>
    /// <exception cref="InvalidDataException">The text is no adaptation, or none of the architecture.</exception>
    public static AdaptationPlan Plan(string adaptation, EncoderConfig config, CheckpointWeights weights)
    {
        try
        {
            return new AdaptationPlan(Adaptation.Parse(adaptation), config, Values(weights));
        }
        catch (Exception e) when (e is FormatException or NotSupportedException)
        {
            throw new InvalidDataException($"{weights.Source}: {e.Message}", e);
        }
    }
}
