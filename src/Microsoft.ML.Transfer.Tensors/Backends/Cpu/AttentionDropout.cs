using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>
/// The mask of an attention's weights: 0 with a probability, else 1 / (1 − probability). The weights of a query and head take the numbers of their own row, four each, so that forward and backward pass
/// draw the same whatever the order and the thread. Without a probability it does nothing.
/// </summary>
internal readonly unsafe struct AttentionDropout
{
    private const int PerNumber = 4;
    private const int BitsPerElement = 16;

    private readonly CounterRandom _random;
    private readonly uint _threshold;
    private readonly float _factor;

    public AttentionDropout(float rate, ReadOnlySpan<int> key)
    {
        _random = Dropout.Random(key);
        _threshold = (uint)Math.Round(rate * (1 << BitsPerElement));
        _factor = 1f / (1f - rate);
    }

    /// <summary>Whether anything is set to 0.</summary>
    public bool IsActive => _threshold != 0;

    /// <summary>Multiplies weights by their mask.</summary>
    /// <param name="weights">Those of a query for all keys.</param>
    /// <param name="row">Which query and head of the batch.</param>
    /// <param name="from">The first key: a multiple of 4.</param>
    /// <param name="to">After the last key.</param>
    public void Apply(float* weights, ulong row, int from, int to)
    {
        if (!IsActive)
            return;
        for (var first = from; first < to; first += PerNumber)
        {
            var bits = _random.Bits((row << 32) + (uint)(first / PerNumber));
            for (var j = first; j < Math.Min(to, first + PerNumber); j++, bits >>= BitsPerElement)
                weights[j] = (bits & 0xFFFF) >= _threshold ? weights[j] * _factor : 0f;
        }
    }
}
