using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer;

/// <summary>The weights after the epoch that predicted the examples which were kept out the best: the highest accuracy, and where it is equal, the lowest loss.</summary>
/// <param name="parameters">What is trained.</param>
internal sealed class BestWeights(IEnumerable<Tensor> parameters)
{
    private readonly Tensor[] _parameters = [.. parameters];
    private float[][]? _values;
    private ValidationResult? _best;

    /// <summary>Keeps the weights as they are, where they are better than those kept before.</summary>
    public void Offer(ValidationResult result)
    {
        if (_best is not null && (result.Accuracy < _best.Accuracy || (result.Accuracy == _best.Accuracy && result.Loss >= _best.Loss)))
            return;
        _best = result;
        _values ??= Array.ConvertAll(_parameters, parameter => new float[parameter.Shape.Count]);
        for (var i = 0; i < _values.Length; i++)
            _parameters[i].CopyTo(_values[i]);
    }

    /// <summary>Puts the kept weights back, where any were kept.</summary>
    public void Restore()
    {
        for (var i = 0; i < (_values?.Length ?? 0); i++)
            _parameters[i].CopyFrom(_values![i]);
    }
}
