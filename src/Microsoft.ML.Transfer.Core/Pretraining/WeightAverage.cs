using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Parameters;
using Tensor = Microsoft.ML.Transfer.Tensors.Tensor;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>The exponential moving average of weights: w̄ ← β w̄ + (1 − β) w, which is what is measured and saved (Polyak and Juditsky, 1992).</summary>
internal sealed class WeightAverage
{
    private readonly List<(ParameterPath Path, Tensor Tensor, float[] Values)> _parameters = [];
    private readonly float[] _current;

    /// <param name="parameters">What is averaged, beginning with what it is now.</param>
    public WeightAverage(IReadOnlyDictionary<ParameterPath, Tensor> parameters)
    {
        foreach (var (path, tensor) in parameters)
        {
            var values = new float[tensor.Shape.Count];
            tensor.CopyTo(values);
            _parameters.Add((path, tensor, values));
        }
        _current = new float[_parameters.Max(parameter => parameter.Values.Length)];
    }

    /// <summary>The averages.</summary>
    public IReadOnlyDictionary<ParameterPath, float[]> Values => _parameters.ToDictionary(parameter => parameter.Path, parameter => parameter.Values);

    /// <summary>Takes the averages of a checkpoint.</summary>
    /// <exception cref="InvalidDataException">They are of another model.</exception>
    public void Restore(IReadOnlyDictionary<ParameterPath, float[]> saved)
    {
        foreach (var (path, _, values) in _parameters)
        {
            if (!saved.TryGetValue(path, out var found) || found.Length != values.Length)
                throw new InvalidDataException($"The checkpoint lacks the average of the parameter {path}, or has it in another size.");
            found.CopyTo(values, 0);
        }
    }

    /// <summary>Moves the averages towards the weights as they are now.</summary>
    /// <param name="decay">β.</param>
    public void Update(float decay)
    {
        foreach (var (_, tensor, values) in _parameters)
        {
            var current = _current.AsSpan(0, values.Length);
            tensor.CopyTo(current);
            TensorPrimitives.Lerp<float>(current, values, decay, values);
        }
    }

    /// <summary>Gives the model the averages for good.</summary>
    public void Keep()
    {
        foreach (var (_, tensor, values) in _parameters)
            tensor.CopyFrom(values);
    }

    /// <summary>Does something while the model has the averages for its weights.</summary>
    public T Borrow<T>(Func<T> work)
    {
        Swap();
        try
        {
            return work();
        }
        finally
        {
            Swap();
        }
    }

    private void Swap()
    {
        foreach (var (_, tensor, values) in _parameters)
        {
            var current = _current.AsSpan(0, values.Length);
            tensor.CopyTo(current);
            tensor.CopyFrom(values);
            current.CopyTo(values);
        }
    }
}
