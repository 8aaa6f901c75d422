using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Checkpoints;

/// <summary>
/// Parameters in a safetensors file of their own, under this library's paths: what a checkpoint has no place for. Loading is as strict as that of a checkpoint.
/// </summary>
/// <param name="weights">The file.</param>
/// <param name="what">What its tensors belong to, for errors.</param>
internal sealed class PathParameters(CheckpointWeights weights, string what) : IParameterSource
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<string> _errors = [];

    /// <summary>The tensors of a file.</summary>
    /// <param name="parameters">The parameters of a model.</param>
    /// <param name="isSaved">Which of them.</param>
    public static IReadOnlyList<SafetensorsTensor> ToTensors(IReadOnlyDictionary<ParameterPath, Tensor> parameters, Func<ParameterPath, bool> isSaved) =>
        [.. parameters.Where(parameter => isSaved(parameter.Key)).Select(parameter => ToTensor(parameter.Key, parameter.Value))];

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
            throw new InvalidDataException($"The tensors of {weights.Source} do not fit {what}:\n  {string.Join("\n  ", _errors)}");
    }

    private static SafetensorsTensor ToTensor(ParameterPath path, Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return SafetensorsTensor.FromFloat32(path.Value, Dimensions(tensor.Shape), values);
    }

    private static long[] Dimensions(Shape shape) => [.. Enumerable.Range(0, shape.Rank).Select(i => (long)shape[i])];
}
