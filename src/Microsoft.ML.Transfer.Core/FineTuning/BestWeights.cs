using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer;

/// <summary>The weights after the epoch that predicted the examples which were kept out the best, and how long that is ago.</summary>
/// <param name="parameters">What is trained in any phase.</param>
internal sealed class BestWeights(IReadOnlyDictionary<ParameterPath, Tensor> parameters)
{
    private readonly Dictionary<ParameterPath, float[]> _values = [];

    /// <summary>What is trained.</summary>
    public IEnumerable<Tensor> Parameters => parameters.Values;

    /// <summary>The best result; null before the first.</summary>
    public ValidationResult? Result { get; private set; }

    /// <summary>The epoch that gave it, from 1; 0 before the first.</summary>
    public int Epoch { get; private set; }

    /// <summary>The kept values; empty before the first result.</summary>
    public IReadOnlyDictionary<ParameterPath, float[]> Values => _values;

    /// <summary>The same with nothing kept.</summary>
    public BestWeights Empty() => new(parameters);

    /// <summary>Keeps the weights as they are, where they are better than those kept before.</summary>
    /// <param name="result">The result of the epoch.</param>
    /// <param name="epoch">Which epoch, from 1.</param>
    public void Offer(ValidationResult result, int epoch)
    {
        if (!result.IsBetterThan(Result))
            return;
        (Result, Epoch) = (result, epoch);
        foreach (var (path, tensor) in parameters)
        {
            if (!_values.TryGetValue(path, out var values))
                _values[path] = values = new float[tensor.Shape.Count];
            tensor.CopyTo(values);
        }
    }

    /// <summary>Goes on with what was kept when a training was broken off.</summary>
    public void Resume(ValidationResult result, int epoch, IReadOnlyDictionary<ParameterPath, float[]> values)
    {
        (Result, Epoch) = (result, epoch);
        foreach (var (path, kept) in values)
            _values[path] = kept;
    }

    /// <summary>Puts the kept weights back, where any were kept.</summary>
    public void Restore()
    {
        foreach (var (path, values) in _values)
            parameters[path].CopyFrom(values);
    }
}
