using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Parameters;

/// <summary>
/// Parameters of an untrained model, each a function of the seed and its own path, so that adding a layer changes no other.
/// </summary>
/// <param name="seed">The seed.</param>
/// <param name="deviation">The standard deviation of normally distributed parameters: BERT's <c>initializer_range</c>.</param>
public sealed class SeededParameters(ulong seed, float deviation = 0.02f) : IParameterSource
{
    /// <summary>The deviation of a parameter where it is not that of the others; null for that one.</summary>
    internal Func<ParameterPath, double?>? DeviationOf { get; init; }

    /// <inheritdoc/>
    public bool Contains(ParameterPath path) => true;

    /// <inheritdoc/>
    public void Fill(ParameterPath path, Shape shape, Initialization initialization, Span<float> destination)
    {
        if (initialization is Initialization.Zeros or Initialization.Ones)
        {
            destination.Fill(initialization == Initialization.Ones ? 1f : 0f);
            return;
        }
        var random = new CounterRandom(seed, CounterRandom.StreamOf(path.Value));
        var spread = initialization == Initialization.ByInputs ? 1 / Math.Sqrt(3.0 * shape.Columns) : DeviationOf?.Invoke(path) ?? deviation;
        for (var i = 0; i < destination.Length; i++)
            destination[i] = (float)(spread * random.Normal((ulong)i));
    }

    /// <inheritdoc/>
    public void Complete()
    {
    }
}
