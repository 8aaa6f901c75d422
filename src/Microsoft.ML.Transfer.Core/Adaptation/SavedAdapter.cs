using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>
/// What an adaptation put into a model, in a safetensors file of its own: a checkpoint has no place for it. The tensors go by their paths. Loading is as strict as that of a checkpoint.
/// </summary>
/// <param name="weights">The file.</param>
internal sealed class SavedAdapter(CheckpointWeights weights) : IParameterSource
{
    /// <summary>The usual name of the file.</summary>
    public const string FileName = "adapter.safetensors";

    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<string> _errors = [];

    /// <summary>The tensors of the file; none where everything was merged, or nothing put in.</summary>
    public static IReadOnlyList<SafetensorsTensor> ToTensors(IReadOnlyDictionary<ParameterPath, Tensor> parameters) =>
        [.. parameters.Where(parameter => AddedPaths.Contains(parameter.Key)).Select(parameter => ToTensor(parameter.Key, parameter.Value))];

    /// <summary>The adaptation that a file was saved with.</summary>
    /// <param name="adaptation">Its text.</param>
    /// <param name="config">The architecture of the encoder.</param>
    /// <param name="weights">The file.</param>
    /// <exception cref="InvalidDataException">The text is no adaptation, or none of the architecture.</exception>
    public static AdaptationPlan Plan(string adaptation, EncoderConfig config, CheckpointWeights weights)
    {
        try
        {
            return new AdaptationPlan(Adaptation.Parse(adaptation), config, new SavedAdapter(weights));
        }
        catch (Exception e) when (e is FormatException or NotSupportedException)
        {
            throw new InvalidDataException($"{weights.Source}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public bool Contains(ParameterPath path) => weights.TryGetShape(path.Value, out _);

    /// <inheritdoc/>
    public void Fill(ParameterPath path, Shape shape, Initialization initialization, Span<float> destination)
    {
        _used.Add(path.Value);
        var expected = Dimensions(shape);
        if (!weights.TryGetShape(path.Value, out var found))
            _errors.Add($"{path} [{string.Join(", ", expected)}] is missing");
        else if (!found.SequenceEqual(expected))
            _errors.Add($"{path}: expected [{string.Join(", ", expected)}], found [{string.Join(", ", found)}]");
        else
            weights.ReadFloat32(path.Value, destination);
    }

    /// <inheritdoc/>
    public void Complete()
    {
        _errors.AddRange(weights.Names.Where(name => !_used.Contains(name)).Order(StringComparer.Ordinal).Select(name => $"{name} is unexpected"));
        if (_errors.Count > 0)
            throw new InvalidDataException($"The tensors of {weights.Source} do not fit the adaptation of the model:\n  {string.Join("\n  ", _errors)}");
    }

    private static SafetensorsTensor ToTensor(ParameterPath path, Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return SafetensorsTensor.FromFloat32(path.Value, Dimensions(tensor.Shape), values);
    }

    private static long[] Dimensions(Shape shape) => [.. Enumerable.Range(0, shape.Rank).Select(i => (long)shape[i])];
}
