using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Core.Tests.Models;

/// <summary>
/// Random values for every parameter, biases and gains included: a model that starts untrained has zeros and ones there, which would hide
/// whether they are used at all.
/// </summary>
internal sealed class RandomParameters(ulong seed) : IParameterSource
{
    public bool Contains(ParameterPath path) => true;

    public void Fill(ParameterPath path, Shape shape, Initialization initialization, Span<float> destination)
    {
        var random = new CounterRandom(seed, CounterRandom.StreamOf(path.Value));
        var center = initialization == Initialization.Ones ? 1.0 : 0.0;
        for (var i = 0; i < destination.Length; i++)
            destination[i] = (float)(center + 0.3 * random.Normal((ulong)i));
    }

    public void Complete()
    {
    }
}
